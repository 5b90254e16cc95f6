package io.tidemark.standalone.cli;

import io.tidemark.detectors.app.DetectorsApp;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the detectors. */
@Command(
        name = "detectors",
        mixinStandardHelpOptions = true,
        description = "Run the detectors: rollups, baselines, bands and anomalies. Instances share the partitions.",
        footer = {
            "  tidemark detectors --bootstrap-servers kafka:9092",
            "  tidemark detectors --threads 4 --lateness 10s --http-port 8091",
        })
final class DetectorsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "data/detectors",
            description =
                    "Holds checkpoints and the name by which this instance is known again; each needs its own. Default: ${DEFAULT-VALUE}")
    private Path state;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--standbys", paramLabel = "N", defaultValue = "0", description = "Copies of state elsewhere.")
    private int standbys;

    @Option(
            names = "--lateness",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "How long a bucket waits for points. Default: ${DEFAULT-VALUE}")
    private Duration lateness;

    @Option(
            names = "--commit",
            paramLabel = "DURATION",
            defaultValue = "100ms",
            description = "Time between commits. Default: ${DEFAULT-VALUE}")
    private Duration commit;

    @Option(
            names = "--checkpoint",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description =
                    "Time between checkpoints of each store in --state, from which a restart goes on; 0s for none."
                            + " Default: ${DEFAULT-VALUE}")
    private Duration checkpoint;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Topics.PARTITIONS,
            description = "Partitions of data topics, where they are created. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
            names = "--max-groups",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Groups of one query in one task; what matches more is refused, counted and told by an event."
                    + " Default: ${DEFAULT-VALUE}")
    private int groupsMax;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "8091",
            description = "Port of /healthz and /metrics on 127.0.0.1; 0 for any. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Override
    public Integer call() throws Exception {
        DetectorsSettings usual = DetectorsSettings.of(kafka.bootstrapServers(), state);
        DetectorsSettings settings = new DetectorsSettings(
                kafka.bootstrapServers(),
                kafka.prefix(),
                state,
                partitions,
                threads,
                standbys,
                commit,
                checkpoint,
                lateness,
                usual.configMargin(),
                usual.tickEvery(),
                usual.retention(),
                usual.idle(),
                groupsMax,
                kafka.schemaRegistry(),
                OptionalInt.of(httpPort),
                ServiceRun.connection(kafka));
        ServiceRun.require(settings.validate());
        return ServiceRun.until(
                spec,
                registry -> DetectorsApp.start(settings, registry),
                app -> "health on http://127.0.0.1:" + app.httpPort().orElse(-1) + "/healthz, Kafka "
                        + kafka.bootstrapServers());
    }
}
