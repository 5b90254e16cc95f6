package io.tidemark.bench.pipeline;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.detectors.app.DetectorsApp;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.testkit.process.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The detectors service in a JVM of its own, so that it can be killed and be one of several. */
public final class ServiceProcess {

    private static final int YOUNG_MB = 512;

    /** Stream threads where a figure is of one core. */
    static final int ONE_THREAD = 1;

    private static final String CHANGELOG_BYTES = "changelog bytes ";
    private static final long TELL_EVERY_MILLIS = 2_000;

    private ServiceProcess() {}

    /** Starts one; the caller closes it. */
    static ChildJvm start(String bootstrapServers, String prefix, Path stateDir, int standbys, int threads) {
        return command(bootstrapServers, prefix, stateDir, standbys, threads)
                // As in production: all compilers, the default collector.
                .withJvmOptions("-Xmx10g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC")
                .start();
    }

    /** Starts one whose heap is nearly full of state; the caller closes it. */
    static ChildJvm startFull(
            String bootstrapServers,
            String prefix,
            Path stateDir,
            int standbys,
            int threads,
            int heapMb,
            String... more) {
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + heapMb + "m",
                "-Xmx" + heapMb + "m",
                "-XX:TieredStopAtLevel=4",
                "-XX:-UseSerialGC",
                "-XX:+UseG1GC",
                // Most of the heap is state that stays: marking begins when it is nearly full, not when it is half
                // full.
                "-XX:InitiatingHeapOccupancyPercent=85",
                "-XX:-G1UseAdaptiveIHOP",
                // While all series are new, nearly all that was allocated lives on: a pause copies no more than this.
                "-XX:MaxNewSize=" + YOUNG_MB + "m",
                // What a start reads into the heap stays: it is copied once, not up to fifteen times.
                "-XX:MaxTenuringThreshold=1"));
        options.addAll(List.of(more));
        return command(bootstrapServers, prefix, stateDir, standbys, threads)
                .withJvmOptions(options.toArray(String[]::new))
                .start();
    }

    /** The command of one, with the options of a short-lived JVM unless others are given. */
    static ChildJvm.Command command(String bootstrapServers, String prefix, Path stateDir, int standbys, int threads) {
        return ChildJvm.of(
                ServiceProcess.class.getName(),
                bootstrapServers,
                prefix,
                stateDir.toString(),
                Integer.toString(standbys),
                Integer.toString(threads));
    }

    /** Bytes that a process has said it wrote to changelogs, as its producers count them: what a log holds shrinks when it is compacted. */
    static long changelogBytes(ChildJvm process) {
        return process.output().stream()
                .filter(line -> line.startsWith(CHANGELOG_BYTES))
                .mapToLong(line -> Long.parseLong(line.substring(CHANGELOG_BYTES.length())))
                .max()
                .orElse(0);
    }

    /** Bytes that the producers of this process have written to changelogs. */
    static long changelogBytes() throws JMException {
        MBeanServer metrics = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        for (ObjectName name :
                metrics.queryNames(new ObjectName("kafka.producer:type=producer-topic-metrics,*"), null)) {
            if (name.getKeyProperty("topic").contains("-changelog")) {
                sum += (Double) metrics.getAttribute(name, "byte-total");
            }
        }
        return (long) sum;
    }

    public static void main(String[] args) throws InterruptedException, JMException {
        DetectorsSettings common = DetectorsSettings.of(args[0], Path.of(args[2]));
        DetectorsSettings settings = new DetectorsSettings(
                args[0],
                args[1],
                Path.of(args[2]),
                Service.PARTITIONS,
                Integer.parseInt(args[4]),
                Integer.parseInt(args[3]),
                Service.COMMIT_EVERY,
                common.checkpointEvery(),
                Service.LATENESS,
                common.configMargin(),
                common.tickEvery(),
                common.retention(),
                common.idle(),
                common.groupsMax(),
                Optional.empty(),
                OptionalInt.empty(),
                Map.of());
        DetectorsApp app = DetectorsApp.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        while (true) {
            System.out.println(CHANGELOG_BYTES + changelogBytes());
            Thread.sleep(TELL_EVERY_MILLIS);
        }
    }
}
