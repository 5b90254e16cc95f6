package io.tidemark.standalone.cli;

import io.tidemark.ingest.app.IngestApp;
import io.tidemark.ingest.app.IngestSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the agent on a host. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Measure this host and take DogStatsD from its programs, and hand both to Kafka.",
        footer = {
            "  tidemark agent --bootstrap-servers kafka:9092",
            "  tidemark agent --interval 10s --tags env:prod,team:shop",
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "15s",
            description = "How often the host is measured. Default: ${DEFAULT-VALUE}")
    private Duration interval;

    @Option(names = "--host", paramLabel = "NAME", description = "This host's name in tags. Default: its own.")
    private String host;

    @Option(names = "--tags", split = ",", paramLabel = "K:V", description = "More tags, with commas between.")
    private List<String> tags = List.of();

    @Option(
            names = "--statsd-port",
            paramLabel = "N",
            defaultValue = "8125",
            description = "UDP port of DogStatsD on 127.0.0.1; 0 for any. Default: ${DEFAULT-VALUE}")
    private int statsdPort;

    @Override
    public Integer call() throws Exception {
        return ServiceRun.until(
                spec,
                registry -> IngestApp.start(settings(), registry, Clock.systemUTC()),
                app -> "DogStatsD on UDP 127.0.0.1:" + app.statsdPort() + ", to " + kafka.bootstrapServers());
    }

    private IngestSettings settings() {
        String name = host == null ? IngestSettings.hostName() : host;
        return IngestSettings.defaults(kafka.bootstrapServers())
                .withPrefix(kafka.prefix())
                .withSchemaRegistry(kafka.schemaRegistry())
                .withClientSettings(ServiceRun.connection(kafka))
                .withHttp("127.0.0.1", OptionalInt.empty())
                .withStatsd(Optional.of(StatsdSettings.DEFAULTS.withPort(statsdPort)))
                .withCollector(new CollectorSettings(true, interval, name, tags));
    }
}
