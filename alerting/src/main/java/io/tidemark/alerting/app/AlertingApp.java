package io.tidemark.alerting.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationReading;
import io.tidemark.alerting.mention.MentionTeller;
import io.tidemark.alerting.outbox.NotificationSender;
import io.tidemark.alerting.outbox.SenderClients;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.config.ConfigFollower;
import io.tidemark.document.DocumentKind;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerting: judges buckets, writes what is to be told, and tells it. */
public final class AlertingApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertingApp.class);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private ConfigFollower configuration;
    private KafkaStreams judging;
    private NotificationSender sending;
    private MentionTeller mentions;
    private Optional<HealthServer> health = Optional.empty();

    private AlertingApp() {}

    /**
     * Starts alerting; a start that fails half-way stops what it had started.
     *
     * @param channels how messages are sent, by their name in notifications ('email', 'webhook'); closed with the app
     * @param registry where it counts; shown at {@code /metrics}
     * @param clock of the sender; decisions know only the log's ticks
     * @throws IllegalStateException where the configuration can't be read in time
     */
    public static AlertingApp start(
            AlertingSettings settings, Map<String, Channel> channels, PrometheusMeterRegistry registry, Clock clock) {
        AlertingApp app = new AlertingApp();
        try {
            app.begin(settings, channels, registry, clock);
            return app;
        } catch (RuntimeException failed) {
            app.close();
            throw failed;
        }
    }

    private void begin(
            AlertingSettings settings, Map<String, Channel> channels, PrometheusMeterRegistry registry, Clock clock) {
        Wire wire = Wire.of(settings.schemaRegistry());
        ChangeLog changes = new ChangeLog();
        configuration = ConfigFollower.start(
                properties(connection(settings)),
                settings.prefix(),
                List.of(DocumentKind.MONITOR, DocumentKind.DOWNTIME, DocumentKind.ACKNOWLEDGEMENT),
                settings.margin(),
                List.of(new ConfigurationReading(changes)));
        parts.push(configuration);
        awaitConfiguration(settings);

        int partitions = TogetherTopic.ensure(connection(settings), settings.prefix());
        judging = new KafkaStreams(
                AlertingTopology.build(
                        settings.prefix(),
                        wire,
                        changes,
                        settings.margin(),
                        new MessageTemplates(),
                        registry,
                        new AlertingTopology.Together(partitions, settings.guard(), clock::millis)),
                streams(settings));
        Counter replaced = Counter.builder("tidemark.alerting.thread.failures")
                .description("Threads that failed and were replaced")
                .register(registry);
        judging.setUncaughtExceptionHandler(failure -> {
            replaced.increment();
            LOG.error(
                    "A thread that judges failed and is replaced; nothing of its open transaction was told.", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        parts.push(() ->
                judging.close(new KafkaStreams.CloseOptions().leaveGroup(true).timeout(CLOSE_LIMIT)));
        judging.start();

        sending = NotificationSender.start(
                settings.outbox(),
                SenderClients.connect(connection(settings), settings.prefix(), wire),
                channels,
                registry,
                clock);
        parts.push(sending);

        mentions = MentionTeller.start(connection(settings), settings.prefix(), wire, clock);
        parts.push(mentions);

        if (settings.httpPort().isPresent()) {
            health = Optional.of(startHealth(settings, registry));
            health.ifPresent(parts::push);
        }
    }

    private void awaitConfiguration(AlertingSettings settings) {
        try {
            if (!configuration.awaitCaughtUp(settings.configurationTimeout())) {
                throw new IllegalStateException("Monitors and downtimes could not be read from "
                        + settings.bootstrapServers() + " within " + settings.configurationTimeout()
                        + " (expected topics " + settings.prefix() + "monitors and " + settings.prefix()
                        + "downtimes). Run doctor. [configuration-unread]");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Stopped while reading the configuration. [configuration-unread]", stopping);
        }
    }

    private HealthServer startHealth(AlertingSettings settings, PrometheusMeterRegistry registry) {
        try {
            return HealthServer.start(
                    settings.httpHost(), settings.httpPort().getAsInt(), this::isHealthy, registry::scrape);
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Health and metrics can't listen on " + settings.httpHost() + ":"
                            + settings.httpPort().getAsInt() + ": " + taken.getMessage() + " [port-taken]",
                    taken);
        }
    }

    private static Map<String, Object> connection(AlertingSettings settings) {
        Map<String, Object> connection = new HashMap<>(settings.clientSettings());
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        return connection;
    }

    private static Properties streams(AlertingSettings settings) {
        Properties properties = properties(connection(settings));
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.prefix() + "alerting");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // There is no global table; said so that the log does not warn of what becomes usual later.
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A crashed instance is noticed after this; a planned stop leaves the group at once.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        return properties;
    }

    private static Properties properties(Map<String, Object> map) {
        Properties properties = new Properties();
        properties.putAll(map);
        return properties;
    }

    /** Whether buckets are judged and messages sent. */
    public boolean isHealthy() {
        return judging.state().isRunningOrRebalancing()
                && sending.healthy()
                && mentions.healthy()
                && configuration.failure().isEmpty();
    }

    /** Whether every partition of the buckets is being judged. */
    public boolean isRunning() {
        return judging.state() == KafkaStreams.State.RUNNING;
    }

    /** The port of health and metrics; empty where there is no server. */
    public OptionalInt httpPort() {
        return health.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
    }

    /** The sender, for what it has told. */
    public NotificationSender sender() {
        return sending;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                LOG.warn("A part of alerting did not stop cleanly; the others are stopped all the same.", failed);
            }
        }
    }
}
