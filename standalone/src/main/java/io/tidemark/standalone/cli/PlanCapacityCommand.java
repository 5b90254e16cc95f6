package io.tidemark.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detectors.model.Models;
import io.tidemark.standalone.capacity.CapacityPlan;
import io.tidemark.standalone.capacity.CapacityPlan.Kind;
import io.tidemark.standalone.capacity.Fleet;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many instances, how much disk and network for so many series. */
@Command(
        name = "plan-capacity",
        mixinStandardHelpOptions = true,
        description = {
            "Say what a number of series takes: processor, memory and instances of the detectors service, what is written",
            "to Kafka a second and what is kept. Asks nobody; the costs are those that `bench/run scale` measured.",
        },
        footer = {
            "  tidemark plan-capacity --series 1000000",
            "  tidemark plan-capacity --series 200k --interval 60s --detectors 2 --replication 3 --standbys 1",
            "  tidemark plan-capacity --series 10m --keep 7d --json",
        })
final class PlanCapacityCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;
    private static final double GIBI = 1 << 30;
    private static final long SERIES_MOST = 10_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Option(names = "--series", required = true, paramLabel = "N", description = "How many series; k and m count.")
    private String series;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "From one point of a series to the next. Default: ${DEFAULT-VALUE}")
    private Duration interval;

    @Option(
            names = "--detectors",
            paramLabel = "N",
            defaultValue = "1",
            description = "Detectors that judge each series, on average. Default: ${DEFAULT-VALUE}")
    private double detectors;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Their model. Default: ${DEFAULT-VALUE}")
    private String model;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of the topics. Default: ${DEFAULT-VALUE}")
    private int replication;

    @Option(
            names = "--standbys",
            paramLabel = "N",
            defaultValue = "0",
            description = "Standby replicas of the state. Default: ${DEFAULT-VALUE}")
    private int standbys;

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "2",
            description = "Cores of an instance. Default: ${DEFAULT-VALUE}")
    private int cores;

    @Option(
            names = "--load",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of the cores to be busy. Default: ${DEFAULT-VALUE}")
    private double load;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "How long points, rollups and bands are kept. Default: each topic's own.")
    private Duration keep;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Fleet fleet = new Fleet(
                count(),
                seconds(),
                within("--detectors", detectors, 0, 1_000),
                known(),
                (int) within("--replication", replication, 1, 10),
                (int) within("--standbys", standbys, 0, 10),
                (int) within("--cores", cores, 1, 1_024),
                within("--load", load, 0.01, 1),
                keep);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(asJson(fleet)));
        } else {
            tell(fleet, out);
        }
        out.flush();
        return 0;
    }

    private void tell(Fleet fleet, PrintWriter out) {
        line(
                out,
                "%,d series, a point each %s s, %s each (%s)",
                fleet.series(),
                plain(fleet.intervalSeconds()),
                detectors(),
                model);
        out.println();
        line(out, "points           %,.0f a second", fleet.series() / fleet.intervalSeconds());
        line(out, "processor        %.2f cores busy, all instances together", fleet.busyCores());
        line(
                out,
                "state            %.2f GiB (%,.0f bytes a series), %.2f GiB of heap in all",
                fleet.stateBytes() / GIBI,
                fleet.stateBytes() / fleet.series(),
                fleet.heapBytes() / GIBI);
        line(
                out,
                "instances        %,d with %d cores and %.1f GiB of heap each, %.0f %% busy",
                fleet.instances(),
                cores,
                fleet.heapBytes() / fleet.instances() / GIBI,
                100 * load);
        line(out, "partitions       %,d or more", fleet.partitions());
        line(
                out,
                "written          %.2f MB/s to Kafka's leaders, %.2f with replicas",
                fleet.writtenPerSecond() / MEGA,
                fleet.writtenPerSecond() * replication / MEGA);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.PROCESSOR) {
                line(
                        out,
                        "  %-14s %.2f MB/s, kept %s: %.1f GiB",
                        name(kind),
                        fleet.perSecond(kind) / MEGA,
                        fleet.keptFor(kind),
                        fleet.kept(kind) / GIBI);
            }
        }
        line(out, "disk             %.1f GiB with replicas", fleet.disk() / GIBI);
        line(
                out,
                "checkpoints      %.2f GiB at most, on the detectors' own disks (--state)",
                fleet.checkpointBytes() / GIBI);
        out.println();
        line(out, "From costs measured on %s (bench/run scale).", CapacityPlan.MEASURED_ON);
        line(out, "Not counted: intake, alerting, console and its history; queries that group series over partitions.");
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    private ObjectNode asJson(Fleet fleet) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("series", fleet.series())
                .put("interval_seconds", fleet.intervalSeconds())
                .put("points_per_second", fleet.series() / fleet.intervalSeconds())
                .put("busy_cores", fleet.busyCores())
                .put("state_bytes", Math.round(fleet.stateBytes()))
                .put("heap_bytes", Math.round(fleet.heapBytes()))
                .put("instances", fleet.instances())
                .put("partitions", fleet.partitions())
                .put("written_bytes_per_second", Math.round(fleet.writtenPerSecond()))
                .put("disk_bytes", Math.round(fleet.disk()))
                .put("checkpoint_bytes", Math.round(fleet.checkpointBytes()))
                .put("measured_on", CapacityPlan.MEASURED_ON);
        ObjectNode topics = object.putObject("topics");
        for (Kind kind : Kind.values()) {
            if (kind != Kind.PROCESSOR) {
                topics.putObject(name(kind))
                        .put("bytes_per_second", Math.round(fleet.perSecond(kind)))
                        .put("kept_bytes", Math.round(fleet.kept(kind)));
            }
        }
        return object;
    }

    private String detectors() {
        return detectors == 1 ? "1 detector" : plain(detectors) + " detectors";
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
    }

    private long count() {
        String text = series.trim().toLowerCase(Locale.ROOT).replace("_", "").replace(",", "");
        long unit = text.endsWith("k") ? 1_000 : text.endsWith("m") ? 1_000_000 : 1;
        try {
            double number = Double.parseDouble(unit == 1 ? text : text.substring(0, text.length() - 1));
            double counted = number * unit;
            if (counted >= 1 && counted <= SERIES_MOST) {
                return Math.round(counted);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new ParameterException(
                spec.commandLine(),
                "--series is \"" + series + "\" (expected 1 to 10,000,000,000, such as 250000, 250k or 1.5m)");
    }

    private double seconds() {
        double seconds = interval.toMillis() / 1e3;
        return within("--interval", seconds, 0.1, 86_400);
    }

    private double within(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is " + plain(value) + " (expected " + plain(least) + " to " + plain(most) + ")");
        }
        return value;
    }

    private String known() {
        if (!Models.isKnown(model)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--model is \"" + model + "\" (expected auto, sarima, seasonal-trend or robust-zscore)");
        }
        return model;
    }
}
