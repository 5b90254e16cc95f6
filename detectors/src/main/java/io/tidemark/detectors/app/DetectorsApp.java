package io.tidemark.detectors.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.config.ConfigFollower;
import io.tidemark.detectors.store.checkpoint.CheckpointClock;
import io.tidemark.detectors.store.checkpoint.Checkpoints;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.detectors.topology.DetectorTopology;
import io.tidemark.detectors.topology.TopologySettings;
import io.tidemark.document.DocumentKind;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.wire.SchemaTopic;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detectors as one thing that starts and stops.
 *
 * <p>A start creates missing topics, publishes the schemas, reads the configuration's history to its end, and only then
 * processes points: a task never judges with less configuration than there is. A stream thread that dies is replaced, unless
 * that happens again and again; then the instance reports itself unhealthy and stops.
 */
public final class DetectorsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DetectorsApp.class);
    private static final Duration CONFIGURATION_LIMIT = Duration.ofSeconds(60);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final Duration ABANDONED_LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration BUDGET_LOOK_EVERY = Duration.ofSeconds(5);

    private final DetectorsSettings settings;
    private final Tally tally = new Tally();
    private final RefusalEvents refusals;
    private final ConfigFollower follower;
    private final KafkaHistory history;
    private final Optional<InstanceName> name;
    private final ChangelogIds changelogs;
    private final Checkpoints checkpoints;
    private final KafkaStreams streams;
    private final ScheduledExecutorService housekeeping =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeping"));
    private final Replacements replacements = new Replacements();
    private final Optional<HealthServer> health;

    private DetectorsApp(DetectorsSettings settings, PrometheusMeterRegistry registry) {
        this.settings = settings;
        Wire wire = Wire.of(settings.schemaRegistry());
        Properties connection = connection(settings);
        int partitions = prepareTopics(settings, connection);
        SchemaTopic.publish(Utils.propsToMap(connection), settings.prefix());
        this.refusals = new RefusalEvents(connection, settings.prefix(), wire);
        ConfigurationFeed feed = new ConfigurationFeed(settings.prefix(), refusals);
        this.follower = ConfigFollower.start(
                connection,
                settings.prefix(),
                List.of(DocumentKind.DETECTOR, DocumentKind.MONITOR, DocumentKind.EXCLUSION),
                settings.configMargin(),
                List.of(feed));
        TopologySettings topology = new TopologySettings(
                settings.prefix(),
                partitions,
                settings.lateness(),
                settings.configMargin(),
                settings.tickEvery(),
                settings.retention(),
                settings.idle(),
                settings.groupsMax(),
                feed.logs(),
                wire,
                tally);
        this.history = KafkaHistory.start(connection, topology);
        this.name = InstanceName.claim(settings.stateDir());
        this.changelogs = new ChangelogIds(connection);
        this.checkpoints = new Checkpoints(new CheckpointClock(settings.checkpointEvery()), changelogs::of);
        this.streams = streams(topology.withHistory(history), StreamsProperties.of(settings, connection, name, tally));
        streams.setUncaughtExceptionHandler(this::answer);
        streams.setGlobalStateRestoreListener(new RestoreLog());
        AbandonedTransactions abandoned = new AbandonedTransactions(connection, settings.applicationId());
        streams.setStateListener((now, before) -> {
            history.hold(now != KafkaStreams.State.RUNNING);
            if (now == KafkaStreams.State.RUNNING && !housekeeping.isShutdown()) {
                housekeeping.execute(abandoned::end);
                housekeeping.execute(checkpoints::forgetKept);
            }
        });
        // Restored tasks are at work while others are still restored: what they tell should not wait for these.
        housekeeping.scheduleWithFixedDelay(
                () -> {
                    if (streams.state() == KafkaStreams.State.REBALANCING) {
                        abandoned.end();
                    }
                },
                ABANDONED_LOOK_EVERY.toMillis(),
                ABANDONED_LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        registerMetrics(registry);
        this.health = settings.httpPort().isPresent()
                ? Optional.of(new HealthServer(settings.httpPort().getAsInt(), this::fault, registry))
                : Optional.empty();
    }

    private KafkaStreams streams(TopologySettings topology, Properties properties) {
        if (settings.checkpointEvery().isZero() || name.isEmpty()) {
            if (name.isEmpty()) {
                LOG.warn(
                        "Another instance uses this folder of state; this one has no name and keeps no checkpoints: a restart reads"
                                + " all of its changelogs. Give each its own. state_dir={} [state-dir-twice]",
                        settings.stateDir());
            }
            return new KafkaStreams(DetectorTopology.of(topology), properties);
        }
        return new KafkaStreams(
                DetectorTopology.of(topology, checkpoints), properties, new ClientsThatTell(checkpoints));
    }

    /**
     * Starts; returns when the stream is starting, see {@link #isRunning}.
     *
     * @throws IllegalArgumentException where settings are wrong, with all faults
     * @throws IllegalStateException where topics cannot be created or the configuration cannot be read
     */
    public static DetectorsApp start(DetectorsSettings settings, PrometheusMeterRegistry registry) {
        List<String> faults = settings.validate();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        DetectorsApp app = new DetectorsApp(settings, registry);
        try {
            app.begin();
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
        return app;
    }

    private void begin() {
        try {
            if (!follower.awaitCaughtUp(CONFIGURATION_LIMIT)) {
                throw new IllegalStateException("The configuration topics were not read to their end within "
                        + CONFIGURATION_LIMIT.toSeconds() + " s. [config-not-read]");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the configuration", e);
        }
        streams.start();
        housekeeping.scheduleWithFixedDelay(
                this::tellExcess, BUDGET_LOOK_EVERY.toMillis(), BUDGET_LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("Detectors started. application_id={} threads={}", settings.applicationId(), settings.threads());
    }

    /** True once all of this instance's tasks are restored and at work. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** What is wrong, a sentence; empty text while all is well. */
    public String fault() {
        if (follower.failure().isPresent()) {
            return "The configuration is no longer followed: "
                    + follower.failure().get().getMessage();
        }
        KafkaStreams.State state = streams.state();
        return state == KafkaStreams.State.RUNNING || state == KafkaStreams.State.REBALANCING
                ? ""
                : "The stream is " + state + ".";
    }

    /** What was counted. */
    public Tally tally() {
        return tally;
    }

    /** Port of health and metrics, where they were asked for. */
    public OptionalInt httpPort() {
        return health.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
    }

    /** Ends cleanly and leaves the group at once, so that others take over without waiting. */
    @Override
    public void close() {
        health.ifPresent(HealthServer::close);
        housekeeping.shutdownNow();
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_LIMIT));
        checkpoints.close();
        changelogs.close();
        history.close();
        follower.close();
        refusals.close();
        name.ifPresent(InstanceName::close);
    }

    private void tellExcess() {
        tally.groups()
                .take()
                .forEach((query, excess) -> refusals.tell(query, excess, settings.groupsMax(), Instant.now()));
    }

    private StreamThreadExceptionResponse answer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                LOG.error(
                        "Another process has started with a copy of this folder of state, and took over; this instance stops."
                                + " Give each its own folder. state_dir={} [state-dir-twice]",
                        settings.stateDir());
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        if (replacements.isOneTooMany(System.nanoTime())) {
            LOG.error("A stream thread died again and again; this instance stops.", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread died and is replaced.", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void registerMetrics(PrometheusMeterRegistry registry) {
        for (Tally.Of what : Tally.Of.values()) {
            FunctionCounter.builder(
                            "tidemark.detectors."
                                    + what.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                            tally,
                            counts -> counts.get(what))
                    .description(what.text())
                    .register(registry);
        }
        Gauge.builder("tidemark.detectors.running", this, app -> app.isRunning() ? 1 : 0)
                .description("1 while all tasks of this instance are at work")
                .register(registry);
    }

    private static Properties connection(DetectorsSettings settings) {
        Properties connection = new Properties();
        connection.putAll(settings.connection());
        connection.put("bootstrap.servers", settings.bootstrapServers());
        return connection;
    }

    private static int prepareTopics(DetectorsSettings settings, Properties connection) {
        try (Admin admin = Admin.create(connection)) {
            TopicAdmin.createMissing(admin, settings.prefix(), settings.partitions(), Optional.empty());
            int partitions = TopicAdmin.dataPartitions(admin, settings.prefix());
            String partials = settings.prefix() + TopologySettings.PARTIALS;
            // Kept as long as points are: what was not merged before an outage is merged after it. By arrival, because
            // records carry the time of ticks: an old log would be deleted at once, a clock ahead refused.
            NewTopic wanted = new NewTopic(partials, Optional.of(partitions), Optional.empty())
                    .configs(Map.of(
                            "retention.ms",
                            Long.toString(Duration.ofDays(7).toMillis()),
                            "message.timestamp.type",
                            "LogAppendTime"));
            try {
                admin.createTopics(List.of(wanted)).all().get();
                TopicAdmin.awaitLeaders(admin, Map.of(partials, partitions));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException(
                            "cannot create topic " + partials + ": "
                                    + e.getCause().getMessage(),
                            e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while creating topic " + partials, e);
            }
            return partitions;
        }
    }
}
