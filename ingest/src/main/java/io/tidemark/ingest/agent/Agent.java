package io.tidemark.ingest.agent;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.PlaceTags;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.app.PlaceTagsFollower;
import io.tidemark.ingest.backlog.Backlog;
import io.tidemark.ingest.collector.CheckStatus;
import io.tidemark.ingest.collector.Collector;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.forward.Forwarder;
import io.tidemark.ingest.forward.KafkaOpener;
import io.tidemark.ingest.forward.QueueOutlet;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.ingest.statsd.StatsdIntake;
import io.tidemark.ingest.statsd.StatsdServer;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.wire.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent: its folder on one side, Kafka on the other. */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final Clock clock;
    private final Instant started;
    private final PrometheusMeterRegistry registry;
    private final Secrets secrets;
    private final ConfigReader reader;
    private final Refusals refusals;
    private final PlaceTags places = new PlaceTags();
    private final Admission admission;
    private final Ledger books = new Ledger();
    private final Ledger samples = new Ledger();
    private final Ledger findings = new Ledger();
    private final Backlog backlog;
    private final QueueOutlet queue;
    private final Supervisor supervisor = new Supervisor();
    private final Thread watcher = new Thread(this::watch, "tidemark-agent-config");
    private volatile AgentConfig config;
    private volatile Optional<Collector> collector = Optional.empty();
    private volatile Optional<StatsdServer> statsd = Optional.empty();
    private volatile Optional<Forwarder> forwarder = Optional.empty();
    private volatile Optional<StatusServer> status = Optional.empty();
    private boolean closing;

    private Agent(
            Optional<Path> folder,
            Function<String, String> environment,
            Overrides overrides,
            PrometheusMeterRegistry registry,
            Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.registry = registry;
        this.secrets = new Secrets(environment);
        this.reader = ConfigReader.of(folder, environment, overrides, secrets, clock);
        this.config = reader.first();
        this.refusals = new Refusals(registry, clock);
        this.admission = new Admission(AdmissionLimits.DEFAULTS, refusals, places);
        this.backlog = openBacklog();
        this.queue = new QueueOutlet(backlog, books, refusals);
        books.bindTo(registry, "forwarder");
        samples.bindTo(registry, "dogstatsd");
        findings.bindTo(registry, "collector");
    }

    /**
     * Starts what the folder says. A part that cannot start is tried again and shown as down.
     *
     * @param folder with tidemark.yaml, conf.d and checks.d; empty: everything at its default
     * @param environment null for a variable that is not set
     * @throws IllegalArgumentException where the main file is wrong
     */
    public static Agent start(
            Optional<Path> folder,
            Function<String, String> environment,
            Overrides overrides,
            PrometheusMeterRegistry registry,
            Clock clock) {
        Agent agent = new Agent(folder, environment, overrides, registry, clock);
        agent.supervisor.start();
        agent.apply(agent.config);
        agent.watcher.setDaemon(true);
        agent.watcher.start();
        return agent;
    }

    /** UDP port of DogStatsD; -1 where it is off or down. */
    public int statsdPort() {
        return statsd.map(StatsdServer::port).orElse(-1);
    }

    /** TCP port of the status; -1 where it is off or down. */
    public int statusPort() {
        return status.map(StatusServer::port).orElse(-1);
    }

    /** How it is, as {@code /status} tells it. */
    public String statusJson() {
        return status().json();
    }

    /** Points, events and checks from the doors to Kafka. */
    public Ledger.Balance books() {
        return books.balance();
    }

    public Ledger.Balance samples() {
        return samples.balance();
    }

    public List<CheckStatus> checks() {
        return collector.map(Collector::status).orElse(List.of());
    }

    /** Ends the doors first, then sends what they had collected; what cannot be sent waits on disk. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            watcher.join(LOOK_EVERY_MILLIS * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        supervisor.close();
        backlog.close();
    }

    /** Where the doors hand over. */
    Outlet outlet() {
        return queue;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    private Backlog openBacklog() {
        AgentSettings settings = config.settings();
        String newId = UUID.randomUUID().toString();
        Backlog.Losses losses = QueueOutlet.losses(books, refusals);
        return settings.runPath()
                .map(path -> Backlog.inFolder(
                        path.resolve("queue"), settings.collector().host(), newId, settings.limits(), losses))
                .orElseGet(() -> Backlog.inMemory(settings.limits(), newId, losses));
    }

    private void watch() {
        try {
            while (true) {
                synchronized (this) {
                    if (!closing) {
                        wait(LOOK_EVERY_MILLIS);
                    }
                    if (closing) {
                        return;
                    }
                }
                AgentConfig next = reader.next(config.settings());
                if (!next.equals(config)) {
                    LOG.info(
                            "The configuration has changed: {} instances of checks, {} faults.",
                            next.plans().size(),
                            next.faults().size());
                    next.faults().forEach(fault -> LOG.warn("{}", secrets.mask(fault)));
                    config = next;
                    apply(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The order is that of stopping, too: doors before the forwarder. */
    private void apply(AgentConfig next) {
        AgentSettings settings = next.settings();
        backlog.limit(settings.limits());
        CollectorSettings host = settings.collector();
        supervisor.set("collector", host.enabled(), on(host.enabled(), this::startCollector));
        collector.ifPresent(running -> running.apply(host, next.plans()));
        supervisor.set(
                "dogstatsd",
                settings.statsd(),
                settings.statsd().map(statsdSettings -> () -> startStatsd(statsdSettings)));
        supervisor.set(
                "forwarder", settings.forwarder(), settings.forwarder().map(kafka -> () -> startForwarder(kafka)));
        supervisor.set("host-tags", settings.forwarder(), settings.forwarder().map(kafka -> () -> followTags(kafka)));
        supervisor.set(
                "status",
                settings.statusPort(),
                on(
                        settings.statusPort().isPresent(),
                        () -> startStatus(settings.statusPort().getAsInt())));
        if (!host.tags().isEmpty()) {
            queue.hostTags(host.host(), host.tags());
        }
    }

    private static Optional<Supplier<Supervisor.Part>> on(boolean enabled, Supplier<Supervisor.Part> make) {
        return enabled ? Optional.of(make) : Optional.empty();
    }

    private Supervisor.Part startCollector() {
        Collector running = Collector.start(
                config.settings().collector(),
                config.plans(),
                new Collector.Parts(admission, events(), new CheckRule(admission), refusals, findings, queue, clock));
        collector = Optional.of(running);
        return part(running::isAlive, () -> {
            running.close();
            collector = Optional.empty();
        });
    }

    private Supervisor.Part startStatsd(StatsdSettings settings) {
        StatsdIntake intake = new StatsdIntake(
                settings,
                new StatsdIntake.Parts(
                        new Aggregator(AggregateSettings.DEFAULTS),
                        admission,
                        events(),
                        new CheckRule(admission),
                        refusals,
                        samples,
                        queue,
                        clock));
        StatsdServer running = StatsdServer.start(settings, intake, refusals);
        statsd = Optional.of(running);
        return part(running::isAlive, () -> {
            running.close();
            statsd = Optional.empty();
        });
    }

    private Supervisor.Part startForwarder(AgentSettings.Kafka kafka) {
        KafkaOpener opener = new KafkaOpener(
                new AgentClients(kafka),
                Wire.of(kafka.schemaRegistry()),
                kafka.prefix(),
                backlog.id(),
                "Kafka at " + kafka.bootstrapServers());
        Forwarder running = new Forwarder(queue, opener, CLOSE_MILLIS);
        forwarder = Optional.of(running);
        return part(running::isAlive, () -> {
            running.close();
            forwarder = Optional.empty();
        });
    }

    /** Tags that people give this host on the console join what is measured, without a restart. */
    private Supervisor.Part followTags(AgentSettings.Kafka kafka) {
        PlaceTagsFollower running = new PlaceTagsFollower(new AgentClients(kafka).client(), kafka.prefix(), places);
        return part(running::isAlive, running::close);
    }

    private Supervisor.Part startStatus(int port) {
        StatusServer running = StatusServer.start(port, this::status, registry::scrape);
        status = Optional.of(running);
        return running;
    }

    private static Supervisor.Part part(java.util.function.BooleanSupplier alive, Runnable close) {
        return new Supervisor.Part() {
            @Override
            public boolean isAlive() {
                return alive.getAsBoolean();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    private StatusDocument status() {
        return new StatusDocument(
                new StatusDocument.Facts(
                        config,
                        Duration.between(started, clock.instant()),
                        supervisor.status(),
                        checks(),
                        statsdPort(),
                        samples.balance(),
                        books.balance(),
                        forwarder.map(Forwarder::status),
                        refusals),
                secrets::mask);
    }

    private EventRule events() {
        // 63 bits of chance: an id that Datadog's clients read as a number, and that two agents will not share.
        return new EventRule(
                admission,
                refusals,
                () -> Long.toString(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    }
}
