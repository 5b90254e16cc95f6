package io.tidemark.console.app;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.config.ConfigFollower;
import io.tidemark.console.access.Access;
import io.tidemark.console.access.AccessBook;
import io.tidemark.console.api.ConsoleRoutes;
import io.tidemark.console.api.DowntimeCalendar;
import io.tidemark.console.api.Live;
import io.tidemark.console.api.Mails;
import io.tidemark.console.datadog.DatadogRoutes;
import io.tidemark.console.datadog.Sources;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.Filler;
import io.tidemark.console.history.History;
import io.tidemark.console.oidc.Oidc;
import io.tidemark.console.oidc.OidcRoutes;
import io.tidemark.console.query.Functions;
import io.tidemark.console.query.NoFunctions;
import io.tidemark.console.remotewrite.RemoteWriteSettings;
import io.tidemark.console.remotewrite.RemoteWriter;
import io.tidemark.console.route.OpenApi;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.snapshot.Snapshots;
import io.tidemark.wire.Wire;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console, running. */
public final class ConsoleApp implements AutoCloseable {

    /**
     * What others add to the console.
     *
     * @param mails a mailbox to show
     * @param calendar how downtimes' documents are read
     * @param functions the models behind anomalies(…) and the like
     * @param intake the intake's routes, for the same server
     */
    public record Extras(
            Optional<Mails> mails,
            DowntimeCalendar calendar,
            Functions functions,
            Optional<Consumer<ServerBuilder>> intake) {

        public Extras {
            Objects.requireNonNull(mails, "mails");
            Objects.requireNonNull(calendar, "calendar");
            Objects.requireNonNull(functions, "functions");
            Objects.requireNonNull(intake, "intake");
        }

        public static Extras none() {
            return new Extras(
                    Optional.empty(), (document, after, max) -> List.of(), new NoFunctions(), Optional.empty());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleApp.class);
    private static final String GROUP_PREFIX = "tidemark-";
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final long REQUEST_BYTES_MAX = 64 << 20;

    private final History history;
    private final Filler filler;
    private final List<ConfigFollower> documents;
    private final TopicDesk desk;
    private final Live live;
    private final Optional<RemoteWriter> remoteWriter;
    private final Server server;

    private ConsoleApp(
            History history,
            Filler filler,
            List<ConfigFollower> documents,
            TopicDesk desk,
            Live live,
            Optional<RemoteWriter> remoteWriter,
            Server server) {
        this.history = history;
        this.filler = filler;
        this.documents = documents;
        this.desk = desk;
        this.live = live;
        this.remoteWriter = remoteWriter;
        this.server = server;
    }

    public static ConsoleApp start(
            ConsoleSettings settings, Extras extras, Clock clock, PrometheusMeterRegistry registry) {
        Access access = access(settings, clock);
        History history = History.open(settings.history(), clock);
        Live live = new Live(clock);
        Documents documents = new Documents();
        List<ConfigFollower> reader = DocumentReader.start(settings, documents, live);
        TopicDesk desk = new TopicDesk(settings, documents, clock);
        Filler filler = new Filler(
                new KafkaConsumer<>(consumerSettings(settings, "console", "tidemark-console-history")),
                history,
                Wire.of(settings.schemaRegistry()),
                settings.prefix(),
                clock,
                live::changed);
        Optional<Oidc> oidc = settings.oidc().map(provider -> new Oidc(provider, clock));
        RouteTable table = new RouteTable();
        new ConsoleRoutes(new ConsoleRoutes.Sources(history, documents, extras.calendar(), extras.mails(), live))
                .addTo(table);
        new DatadogRoutes(new Sources(
                        history,
                        documents,
                        desk,
                        extras.calendar(),
                        extras.functions(),
                        new Snapshots(settings.history().folder().resolveSibling("snapshots"), new SecureRandom()),
                        access,
                        oidc,
                        new SecureRandom()))
                .addTo(table, extras.intake().isPresent());
        new OidcRoutes(oidc, access).addTo(table);
        OpenApi.addTo(table);
        meter(registry, history, filler);
        ServerBuilder builder = Server.builder()
                .http(new InetSocketAddress(settings.address(), settings.port()))
                .requestTimeout(REQUEST_TIMEOUT)
                .maxRequestLength(REQUEST_BYTES_MAX)
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(2))
                .service("/healthz", (context, request) -> health(filler))
                .service(
                        "/metrics",
                        (context, request) -> HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                                HttpData.ofUtf8(registry.scrape())));
        table.addTo(builder, access, settings.allHostNames(), clock);
        extras.intake().ifPresent(intake -> intake.accept(builder));
        Server server = builder.build();
        try {
            server.start().join();
        } catch (RuntimeException e) {
            live.close();
            reader.forEach(ConfigFollower::close);
            desk.close();
            filler.close();
            history.close();
            throw new IllegalStateException(
                    "The console cannot listen on " + settings.address() + ":" + settings.port()
                            + ". Choose another port, or stop what uses it. [port-in-use]",
                    e);
        }
        filler.start();
        Optional<RemoteWriter> remoteWriter = settings.remoteWrite().map(target -> remoteWriter(target, settings));
        remoteWriter.ifPresent(writer -> meter(registry, writer));
        remoteWriter.ifPresent(RemoteWriter::start);
        ConsoleApp app = new ConsoleApp(history, filler, reader, desk, live, remoteWriter, server);
        LOG.info("The console is up address={} port={}", settings.address(), app.port());
        return app;
    }

    /** The port it listens on. */
    public int port() {
        return server.activeLocalPort();
    }

    /** Whether everything that was in the topics is in the history. */
    public boolean caughtUp() {
        return filler.caughtUp();
    }

    /** Records taken into the history, by topic. */
    public Map<String, Long> records() {
        return filler.records();
    }

    @Override
    public void close() {
        remoteWriter.ifPresent(RemoteWriter::close);
        live.close();
        server.stop().join();
        documents.forEach(ConfigFollower::close);
        desk.close();
        filler.close();
        history.close();
    }

    private static Access access(ConsoleSettings settings, Clock clock) {
        AccessBook book = settings.accessFile()
                .map(file -> AccessBook.open(file, clock))
                .orElseGet(() -> AccessBook.inMemory(clock));
        if (!settings.loopbackOnly()
                && settings.signIn().isEmpty()
                && settings.oidc().isEmpty()
                && book.contents().users().isEmpty()) {
            throw new IllegalArgumentException("console.address is \"" + settings.address()
                    + "\" and the access file has no user (expected one before it listens elsewhere than on 127.0.0.1)."
                    + " Add one with tidemark access. [listen-without-sign-in]");
        }
        return new Access(
                book,
                settings.signIn(),
                clock,
                settings.loopbackOnly() && settings.oidc().isEmpty());
    }

    private static HttpResponse health(Filler filler) {
        String trouble = filler.trouble();
        return trouble.isEmpty()
                ? HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "ok\n")
                : HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, trouble + "\n");
    }

    private static void meter(PrometheusMeterRegistry registry, History history, Filler filler) {
        Gauge.builder("tidemark.console.history.memory.bytes", history, History::memoryBytes)
                .description("Native memory that the history store holds.")
                .register(registry);
        Gauge.builder("tidemark.console.series", history, History::seriesCount)
                .description("Series in the catalogue.")
                .register(registry);
        Gauge.builder("tidemark.console.history.caught.up", filler, each -> each.caughtUp() ? 1 : 0)
                .description("1 where the history has everything that was in the topics.")
                .register(registry);
        FunctionCounter.builder("tidemark.console.series.not.listed", history, History::seriesNotListed)
                .description("Buckets of series that the full catalogue did not list.")
                .register(registry);
        for (String topic :
                List.of("rollups", "bands", "anomalies", "alerts", "notifications", "events", "malformed")) {
            FunctionCounter.builder(
                            "tidemark.console.records",
                            filler,
                            each -> each.records().getOrDefault(topic, 0L))
                    .tag("topic", topic)
                    .description("Records taken into the history; those that meant nothing under malformed.")
                    .register(registry);
        }
    }

    private static RemoteWriter remoteWriter(RemoteWriteSettings target, ConsoleSettings settings) {
        return new RemoteWriter(
                target,
                new KafkaConsumer<>(consumerSettings(settings, "remote-write", "tidemark-console-remote-write")),
                Wire.of(settings.schemaRegistry()),
                settings.prefix());
    }

    private static void meter(PrometheusMeterRegistry registry, RemoteWriter writer) {
        FunctionCounter.builder("tidemark.console.remote.write.samples", writer, RemoteWriter::taken)
                .tag("fate", "taken")
                .description("Samples sent on by remote write; refused ones are dropped.")
                .register(registry);
        FunctionCounter.builder("tidemark.console.remote.write.samples", writer, RemoteWriter::refused)
                .tag("fate", "refused")
                .description("Samples sent on by remote write; refused ones are dropped.")
                .register(registry);
        FunctionCounter.builder("tidemark.console.remote.write.repetitions", writer, RemoteWriter::repetitions)
                .description("Requests of remote write that were sent again.")
                .register(registry);
        FunctionCounter.builder("tidemark.console.remote.write.malformed", writer, RemoteWriter::malformed)
                .description("Records that were no bands and were not sent on.")
                .register(registry);
        Gauge.builder(
                        "tidemark.console.remote.write.failing",
                        writer,
                        each -> each.trouble().isEmpty() ? 0 : 1)
                .description("1 while the store takes nothing.")
                .register(registry);
    }

    private static Map<String, Object> consumerSettings(ConsoleSettings settings, String group, String client) {
        Map<String, Object> consumer = new HashMap<>(settings.kafka());
        consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.prefix() + GROUP_PREFIX + group);
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1000");
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return consumer;
    }
}
