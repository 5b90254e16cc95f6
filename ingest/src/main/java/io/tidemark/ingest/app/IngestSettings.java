package io.tidemark.ingest.app;

import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.otlp.OtlpSettings;
import io.tidemark.ingest.publish.PublishSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.topics.Topics;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All settings of the intake.
 *
 * @param bootstrapServers the brokers
 * @param prefix of the topics
 * @param partitions of data topics, where they have to be created
 * @param schemaRegistry frame records as this registry's clients expect
 * @param clientSettings of Kafka clients: security and the like
 * @param httpHost address of the HTTP intake
 * @param httpPort port of the HTTP intake, 0 lets the system choose; empty: no server of its own, the routes go on another
 * @param statsd empty: no DogStatsD
 * @param otlp empty: no ports of OTLP's own; the HTTP port takes it all the same
 */
public record IngestSettings(
        String bootstrapServers,
        String prefix,
        int partitions,
        Optional<URI> schemaRegistry,
        Map<String, String> clientSettings,
        String httpHost,
        OptionalInt httpPort,
        HttpSettings http,
        Optional<StatsdSettings> statsd,
        CollectorSettings collector,
        AdmissionLimits admission,
        AggregateSettings aggregate,
        PublishSettings publish,
        Optional<OtlpSettings> otlp) {

    public static final int HTTP_PORT = 8090;

    public IngestSettings {
        Objects.requireNonNull(prefix, "prefix");
        clientSettings = Map.copyOf(clientSettings);
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("bootstrap servers are blank (expected host:port,…)");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions + " (expected at least 1)");
        }
        if (httpPort.isPresent() && (httpPort.getAsInt() < 0 || httpPort.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("HTTP port is " + httpPort.getAsInt() + " (expected 0 to 65535)");
        }
        if (httpPort.isPresent() && !isLoopback(httpHost) && http.apiKeys().isEmpty()) {
            throw new IllegalArgumentException("HTTP intake listens on \"" + httpHost
                    + "\" without API keys (expected a loopback address, or keys). Set api_keys. [open-intake]");
        }
    }

    /** Everything at its default: DogStatsD on 8125, HTTP on 8090, this host measured, all on the loopback address. */
    public static IngestSettings defaults(String bootstrapServers) {
        return new IngestSettings(
                bootstrapServers,
                Topics.PREFIX,
                Topics.PARTITIONS,
                Optional.empty(),
                Map.of(),
                "127.0.0.1",
                OptionalInt.of(HTTP_PORT),
                HttpSettings.DEFAULTS,
                Optional.of(StatsdSettings.DEFAULTS),
                CollectorSettings.ofHost(hostName()),
                AdmissionLimits.DEFAULTS,
                AggregateSettings.DEFAULTS,
                PublishSettings.DEFAULTS,
                Optional.of(OtlpSettings.DEFAULTS));
    }

    /** Name of this host as it calls itself. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host that cannot resolve its own name still has to be called something.
            return "localhost";
        }
    }

    public IngestSettings withPrefix(String newPrefix) {
        return copy(newPrefix, partitions, schemaRegistry, clientSettings, httpHost, httpPort, http, statsd, collector);
    }

    public IngestSettings withPartitions(int count) {
        return copy(prefix, count, schemaRegistry, clientSettings, httpHost, httpPort, http, statsd, collector);
    }

    public IngestSettings withSchemaRegistry(Optional<URI> url) {
        return copy(prefix, partitions, url, clientSettings, httpHost, httpPort, http, statsd, collector);
    }

    public IngestSettings withClientSettings(Map<String, String> more) {
        return copy(prefix, partitions, schemaRegistry, more, httpHost, httpPort, http, statsd, collector);
    }

    /** @param port empty: the routes go on another server */
    public IngestSettings withHttp(String host, OptionalInt port) {
        return copy(prefix, partitions, schemaRegistry, clientSettings, host, port, http, statsd, collector);
    }

    public IngestSettings withHttpLimits(HttpSettings limits) {
        return copy(prefix, partitions, schemaRegistry, clientSettings, httpHost, httpPort, limits, statsd, collector);
    }

    /** @param newStatsd empty: no DogStatsD */
    public IngestSettings withStatsd(Optional<StatsdSettings> newStatsd) {
        return copy(prefix, partitions, schemaRegistry, clientSettings, httpHost, httpPort, http, newStatsd, collector);
    }

    public IngestSettings withCollector(CollectorSettings newCollector) {
        return copy(prefix, partitions, schemaRegistry, clientSettings, httpHost, httpPort, http, statsd, newCollector);
    }

    public IngestSettings withAggregate(AggregateSettings newAggregate) {
        return new IngestSettings(
                bootstrapServers,
                prefix,
                partitions,
                schemaRegistry,
                clientSettings,
                httpHost,
                httpPort,
                http,
                statsd,
                collector,
                admission,
                newAggregate,
                publish,
                otlp);
    }

    /** @param ports empty: none of OTLP's own */
    public IngestSettings withOtlp(Optional<OtlpSettings> ports) {
        return new IngestSettings(
                bootstrapServers,
                prefix,
                partitions,
                schemaRegistry,
                clientSettings,
                httpHost,
                httpPort,
                http,
                statsd,
                collector,
                admission,
                aggregate,
                publish,
                ports);
    }

    public IngestSettings withAdmission(AdmissionLimits limits) {
        return new IngestSettings(
                bootstrapServers,
                prefix,
                partitions,
                schemaRegistry,
                clientSettings,
                httpHost,
                httpPort,
                http,
                statsd,
                collector,
                limits,
                aggregate,
                publish,
                otlp);
    }

    private IngestSettings copy(
            String newPrefix,
            int newPartitions,
            Optional<URI> newRegistry,
            Map<String, String> newClientSettings,
            String newHttpHost,
            OptionalInt newHttpPort,
            HttpSettings newHttp,
            Optional<StatsdSettings> newStatsd,
            CollectorSettings newCollector) {
        return new IngestSettings(
                bootstrapServers,
                newPrefix,
                newPartitions,
                newRegistry,
                newClientSettings,
                newHttpHost,
                newHttpPort,
                newHttp,
                newStatsd,
                newCollector,
                admission,
                aggregate,
                publish,
                otlp);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
