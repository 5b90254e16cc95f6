package io.tidemark.standalone.cli;

import io.tidemark.ingest.app.IngestApp;
import io.tidemark.ingest.app.IngestSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.topics.Topics;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the intake. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Run the intake: DogStatsD, HTTP as Datadog's agents and clients send, OpenTelemetry, this host's figures.",
            "Listening elsewhere than on the loopback address needs keys, in TIDEMARK_API_KEYS with commas between.",
        },
        footer = {
            "  tidemark ingest --bootstrap-servers kafka:9092",
            "  TIDEMARK_API_KEYS=secret tidemark ingest --listen 0.0.0.0 --no-collector",
        })
final class IngestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private StatsdOptions statsd;

    @Mixin
    private OtlpOptions otlp;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}")
    private String listen;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "" + IngestSettings.HTTP_PORT,
            description = "TCP port; 0 for any. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Topics.PARTITIONS,
            description = "Partitions of data topics, where they are created. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(names = "--host", paramLabel = "NAME", description = "This host's name in tags. Default: its own.")
    private String host;

    @Option(names = "--no-collector", description = "Do not measure this host.")
    private boolean noCollector;

    @Override
    public Integer call() throws Exception {
        return ServiceRun.until(
                spec,
                registry -> IngestApp.start(settings(), registry, Clock.systemUTC()),
                app -> "HTTP on " + listen + ":" + app.httpPort() + ", DogStatsD on UDP " + listen + ":"
                        + app.statsdPort() + OtlpOptions.shown(listen, app.otlpGrpcPort(), app.otlpHttpPort()) + ", to "
                        + kafka.bootstrapServers());
    }

    private IngestSettings settings() {
        return IngestSettings.defaults(kafka.bootstrapServers())
                .withPrefix(kafka.prefix())
                .withPartitions(partitions)
                .withSchemaRegistry(kafka.schemaRegistry())
                .withClientSettings(ServiceRun.connection(kafka))
                .withHttpLimits(HttpSettings.DEFAULTS.withApiKeys(apiKeys()))
                .withHttp(listen, OptionalInt.of(httpPort))
                .withStatsd(Optional.of(statsd.settings().withHost(listen)))
                .withAggregate(statsd.histograms())
                .withOtlp(otlp.settings())
                .withCollector(
                        noCollector
                                ? CollectorSettings.off()
                                : CollectorSettings.ofHost(host == null ? IngestSettings.hostName() : host));
    }

    static Set<String> apiKeys() {
        String keys = System.getenv().getOrDefault("TIDEMARK_API_KEYS", "").trim();
        return keys.isEmpty() ? Set.of() : Set.of(keys.split(" *, *"));
    }
}
