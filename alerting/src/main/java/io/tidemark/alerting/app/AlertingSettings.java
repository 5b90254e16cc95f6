package io.tidemark.alerting.app;

import io.tidemark.alerting.outbox.OutboxSettings;
import io.tidemark.alerting.topology.GuardSettings;
import io.tidemark.topics.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All settings of alerting.
 *
 * @param bootstrapServers the brokers
 * @param prefix of the topics
 * @param schemaRegistry frame records as this registry's clients expect
 * @param clientSettings of Kafka clients: security and the like
 * @param stateDirectory where Kafka Streams keeps its lock and checkpoint; the state itself is on heap and in its changelog
 * @param threads threads that judge
 * @param commitInterval how often what was judged is committed, and with it told
 * @param margin a version of a document is known from the first tick that is this much later than its record
 * @param configurationTimeout how long reading the configuration may take at the start
 * @param httpHost address of health and metrics
 * @param httpPort port of health and metrics, 0 lets the system choose; empty: no server of its own
 * @param outbox limits of the sender
 * @param guard when messages to one recipient are joined
 */
public record AlertingSettings(
        String bootstrapServers,
        String prefix,
        Optional<URI> schemaRegistry,
        Map<String, String> clientSettings,
        Path stateDirectory,
        int threads,
        Duration commitInterval,
        Duration margin,
        Duration configurationTimeout,
        String httpHost,
        OptionalInt httpPort,
        OutboxSettings outbox,
        GuardSettings guard) {

    public static final int HTTP_PORT = 8092;

    private static final int THREADS_MAX = 64;

    public AlertingSettings {
        Objects.requireNonNull(schemaRegistry, "schemaRegistry");
        Objects.requireNonNull(stateDirectory, "stateDirectory");
        Objects.requireNonNull(httpPort, "httpPort");
        Objects.requireNonNull(outbox, "outbox");
        Objects.requireNonNull(guard, "guard");
        clientSettings = Map.copyOf(clientSettings);
        List<String> faults = new ArrayList<>();
        require(faults, !bootstrapServers.isBlank(), "bootstrap servers are blank (expected host:port,…)");
        require(faults, threads >= 1 && threads <= THREADS_MAX, "threads is " + threads + " (expected 1 to 64)");
        require(
                faults,
                commitInterval.toMillis() >= 10 && commitInterval.toMillis() <= 30_000,
                "commit interval is " + commitInterval + " (expected 10 ms to 30 s)");
        require(
                faults,
                !margin.isNegative() && margin.toSeconds() <= 60,
                "propagation margin is " + margin + " (expected 0 to 60 s)");
        require(
                faults,
                configurationTimeout.toMillis() >= 1,
                "configuration timeout is " + configurationTimeout + " (expected above 0)");
        require(
                faults,
                httpPort.isEmpty() || httpPort.getAsInt() >= 0 && httpPort.getAsInt() <= 65_535,
                "HTTP port is " + httpPort + " (expected 0 to 65535)");
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults) + " [bad-alerting-settings]");
        }
    }

    private static void require(List<String> faults, boolean good, String fault) {
        if (!good) {
            faults.add(fault);
        }
    }

    /** Everything at its default, health and metrics on 127.0.0.1:{@value #HTTP_PORT}. */
    public static AlertingSettings defaults(String bootstrapServers, Path stateDirectory) {
        return new AlertingSettings(
                bootstrapServers,
                Topics.PREFIX,
                Optional.empty(),
                Map.of(),
                stateDirectory,
                1,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                "127.0.0.1",
                OptionalInt.of(HTTP_PORT),
                OutboxSettings.DEFAULT,
                GuardSettings.DEFAULT);
    }

    /** The same with other limits of the sender. */
    public AlertingSettings withOutbox(OutboxSettings limits) {
        return new AlertingSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                clientSettings,
                stateDirectory,
                threads,
                commitInterval,
                margin,
                configurationTimeout,
                httpHost,
                httpPort,
                limits,
                guard);
    }

    /** The same with another HTTP port, or without a server of its own. */
    public AlertingSettings withHttpPort(OptionalInt port) {
        return new AlertingSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                clientSettings,
                stateDirectory,
                threads,
                commitInterval,
                margin,
                configurationTimeout,
                httpHost,
                port,
                outbox,
                guard);
    }

    /** The same with another guard. */
    public AlertingSettings withGuard(GuardSettings other) {
        return new AlertingSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                clientSettings,
                stateDirectory,
                threads,
                commitInterval,
                margin,
                configurationTimeout,
                httpHost,
                httpPort,
                outbox,
                other);
    }
}
