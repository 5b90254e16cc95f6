package io.tidemark.standalone.system;

import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.alerting.app.AlertingApp;
import io.tidemark.alerting.app.AlertingSettings;
import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpChannel;
import io.tidemark.alerting.channel.mailbox.MailboxChannel;
import io.tidemark.alerting.outbox.OutboxSettings;
import io.tidemark.alerting.topology.GuardSettings;
import io.tidemark.broker.BrokerSettings;
import io.tidemark.broker.FolderLock;
import io.tidemark.broker.LocalBroker;
import io.tidemark.console.app.ConsoleApp;
import io.tidemark.console.app.ConsoleSettings;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.detectors.app.DetectorsApp;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.ingest.app.IngestApp;
import io.tidemark.ingest.app.IngestSettings;
import io.tidemark.topics.TopicAdmin;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All services on an embedded broker, running. */
public final class TidemarkSystem implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TidemarkSystem.class);

    private final SystemSettings settings;
    private final Clock clock;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private int consolePort;
    private String bootstrapServers;
    private IngestApp ingest;
    private ConsoleApp console;
    private MailboxChannel mailbox;

    private TidemarkSystem(SystemSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Starts everything, or nothing. Returns when the console answers. */
    public static TidemarkSystem start(SystemSettings settings, Clock clock) {
        TidemarkSystem system = new TidemarkSystem(settings, clock);
        try {
            system.startAll();
            return system;
        } catch (RuntimeException | Error e) {
            system.close();
            throw e;
        }
    }

    /** Address of the embedded broker. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public int consolePort() {
        return console.port();
    }

    /** -1 where OTLP has no gRPC port of its own. */
    public int otlpGrpcPort() {
        return ingest.otlpGrpcPort();
    }

    /** -1 where OTLP has no HTTP port of its own. */
    public int otlpHttpPort() {
        return ingest.otlpHttpPort();
    }

    public int statsdPort() {
        return ingest.statsdPort();
    }

    /** Stops against the order of the data, so that what was taken in is passed on before its reader goes. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("A part did not stop cleanly. part={}", part.getClass().getSimpleName(), e);
            }
        }
    }

    private void startAll() {
        started(() -> FolderLock.take(settings.folder().root()));
        consolePort = Ports.freeTcp(settings.consolePort(), "the console", "--port");
        Ports.requireFreeUdp(settings.statsd().port(), "DogStatsD", "--statsd-port");
        LocalBroker broker = started(() ->
                LocalBroker.start(BrokerSettings.in(settings.folder().broker()).withPort(settings.brokerPort())));
        bootstrapServers = broker.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicAdmin.createMissing(admin, settings.prefix(), settings.partitions(), Optional.empty());
        }
        startServices();
    }

    /**
     * The services at the same time, since each mostly waits: for the broker, or for files of new tables. The console's
     * server is the last to listen: it carries the intake's routes, and so waits for the intake.
     */
    private void startServices() {
        Channel channel = mailChannel();
        ExecutorService starters = Executors.newCachedThreadPool();
        try {
            Future<DetectorsApp> detectors =
                    starters.submit(() -> timed("detectors", () -> DetectorsApp.start(detectorsSettings(), registry)));
            Future<AlertingApp> alerting = starters.submit(() -> timed("alerting", () -> startAlerting(channel)));
            Future<IngestApp> intake =
                    starters.submit(() -> timed("ingest", () -> IngestApp.start(ingestSettings(), registry, clock)));
            Future<ConsoleApp> pages = starters.submit(
                    () -> timed("console", () -> ConsoleApp.start(consoleSettings(), extras(intake), clock, registry)));
            List<RuntimeException> failures = new ArrayList<>();
            arrived(detectors, failures);
            arrived(alerting, failures);
            ingest = arrived(intake, failures);
            console = arrived(pages, failures);
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        } finally {
            starters.shutdownNow();
        }
    }

    /** Waits for a part, which is then stopped with the others whatever became of them. */
    private <T extends AutoCloseable> T arrived(Future<T> starting, List<RuntimeException> failures) {
        try {
            T part = starting.get();
            started.push(part);
            return part;
        } catch (ExecutionException e) {
            failures.add(
                    e.getCause() instanceof RuntimeException own
                            ? own
                            : new IllegalStateException("a service did not start: " + e.getCause(), e.getCause()));
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(new IllegalStateException("interrupted while services started", e));
            return null;
        }
    }

    private static <T> T timed(String name, Supplier<T> start) {
        long from = System.nanoTime();
        T part = start.get();
        LOG.info("Started {} in {} ms.", name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        return part;
    }

    private AlertingApp startAlerting(Channel channel) {
        AlertingSettings alerting = AlertingSettings.defaults(
                        bootstrapServers, settings.folder().streams("alerting"))
                .withHttpPort(OptionalInt.empty())
                .withOutbox(
                        OutboxSettings.DEFAULT.withFallback(settings.channels().fallback()));
        if (settings.mail().isEmpty()) {
            // The built-in mailbox is for looking at: every message by itself.
            alerting = alerting.withGuard(GuardSettings.OFF);
        }
        URI console = URI.create("http://127.0.0.1:" + consolePort);
        Map<String, Channel> channels = new HashMap<>(settings.channels().channels(Optional.of(console), clock));
        channels.put(SmtpChannel.NAME, channel);
        return AlertingApp.start(alerting, channels, registry, clock);
    }

    private Channel mailChannel() {
        return settings.mail()
                .<Channel>map(mail -> new SmtpChannel(mail.smtp(), mail.identity(), Optional.empty()))
                .orElseGet(this::builtInMailbox);
    }

    private MailboxChannel builtInMailbox() {
        mailbox = new MailboxChannel(
                EmailIdentity.of("tidemark@example.org").withConsole(URI.create("http://127.0.0.1:" + consolePort)));
        return mailbox;
    }

    private DetectorsSettings detectorsSettings() {
        return DetectorsSettings.of(bootstrapServers, settings.folder().streams("detectors"))
                .withPrefix(settings.prefix())
                .withPartitions(settings.partitions())
                .withThreads(1);
    }

    private IngestSettings ingestSettings() {
        return IngestSettings.defaults(bootstrapServers)
                .withPrefix(settings.prefix())
                .withPartitions(settings.partitions())
                .withHttp("127.0.0.1", OptionalInt.empty())
                .withStatsd(Optional.of(settings.statsd()))
                .withAggregate(settings.histograms())
                .withOtlp(settings.otlp());
    }

    private ConsoleSettings consoleSettings() {
        return ConsoleSettings.of(
                        bootstrapServers,
                        HistorySettings.in(settings.folder().history())
                                .withSqlPort(settings.console().sqlPort()))
                .withPrefix(settings.prefix())
                .withPort(consolePort)
                .withAccess(settings.folder().access())
                .withOidc(settings.console().oidc())
                .withRemoteWrite(settings.console().remoteWrite());
    }

    private ConsoleApp.Extras extras(Future<IngestApp> intake) {
        return new ConsoleApp.Extras(
                Optional.ofNullable(mailbox).map(MailboxView::new),
                Calendars.ofAlerting(),
                new ModelFunctions(),
                Optional.of(server -> addRoutes(intake, server)));
    }

    private static void addRoutes(Future<IngestApp> intake, ServerBuilder server) {
        try {
            intake.get().addRoutesTo(server);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the intake did not start, so the console does not", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the intake started", e);
        }
    }

    private <T extends AutoCloseable> T started(Supplier<T> start) {
        T part = start.get();
        started.push(part);
        return part;
    }
}
