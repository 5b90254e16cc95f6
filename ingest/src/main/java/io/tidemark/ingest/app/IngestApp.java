package io.tidemark.ingest.app;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.PlaceTags;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.host.HostChecks;
import io.tidemark.ingest.collector.CheckPlan;
import io.tidemark.ingest.collector.CheckStatus;
import io.tidemark.ingest.collector.Collector;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.http.IngestRoutes;
import io.tidemark.ingest.otlp.OtlpRoutes;
import io.tidemark.ingest.otlp.OtlpServers;
import io.tidemark.ingest.otlp.OtlpSettings;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Publisher;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.ingest.remotewrite.RemoteWriteRoutes;
import io.tidemark.ingest.statsd.StatsdIntake;
import io.tidemark.ingest.statsd.StatsdServer;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.wire.Wire;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import oshi.SystemInfo;

/** The intake: DogStatsD, HTTP and the collector on one side, Kafka on the other. */
public final class IngestApp implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 512;
    private static final int HEADER_BYTES_MAX = 16 * 1024;

    private final IngestSettings settings;
    private final PrometheusMeterRegistry registry;
    private final Clock clock;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final Refusals refusals;
    private final Admission admission;
    private final Ledger points = new Ledger();
    private final Ledger samples = new Ledger();
    private final Ledger findings = new Ledger();
    private final Publisher publisher;
    private final Ledger otlpPoints = new Ledger();
    private final Ledger writtenSamples = new Ledger();
    private final IngestRoutes routes;
    private final OtlpRoutes otlpRoutes;
    private final RemoteWriteRoutes remoteWriteRoutes;
    private Optional<OtlpServers> otlp = Optional.empty();
    private Optional<StatsdServer> statsd = Optional.empty();
    private Optional<Server> http = Optional.empty();
    private Optional<Collector> collector = Optional.empty();

    private IngestApp(IngestSettings settings, PrometheusMeterRegistry registry, Clock clock) {
        this.settings = settings;
        this.registry = registry;
        this.clock = clock;
        this.refusals = new Refusals(registry, clock);
        PlaceTags places = new PlaceTags();
        this.admission = new Admission(settings.admission(), refusals, places);
        TopicKeeper topics = closing(new TopicKeeper(clientSettings(), settings));
        PlaceTagsFollower followed = closing(new PlaceTagsFollower(clientSettings(), settings.prefix(), places));
        this.publisher = closing(new Publisher(
                new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer()),
                Wire.of(settings.schemaRegistry()),
                settings.prefix(),
                settings.publish(),
                new Publisher.Watch(refusals, points, () -> topics.isReady() && followed.hasCaughtUp())));
        Context context = new Context(
                settings.http(), admission, events(), new CheckRule(admission), refusals, points, publisher, clock);
        this.routes = new IngestRoutes(context);
        this.otlpRoutes = new OtlpRoutes(
                context, otlpPoints, new Semaphore(settings.http().requestsMax()));
        this.remoteWriteRoutes = new RemoteWriteRoutes(
                context, writtenSamples, new Semaphore(settings.http().requestsMax()));
        points.bindTo(registry, "points");
        samples.bindTo(registry, "dogstatsd");
        findings.bindTo(registry, "collector");
        otlpPoints.bindTo(registry, "otlp");
        writtenSamples.bindTo(registry, "remote-write");
        Gauge.builder("tidemark.intake.known.series", admission, Admission::knownSeries)
                .register(registry);
        Gauge.builder("tidemark.intake.buffered.bytes", publisher, Publisher::bufferedBytes)
                .register(registry);
    }

    /** Starts all of it, or nothing. It listens at once; points are refused until the brokers answer. */
    public static IngestApp start(IngestSettings settings, PrometheusMeterRegistry registry, Clock clock) {
        IngestApp app = new IngestApp(settings, registry, clock);
        try {
            settings.statsd().ifPresent(app::startStatsd);
            settings.httpPort().ifPresent(app::startHttp);
            settings.otlp().ifPresent(app::startOtlp);
            if (settings.collector().enabled()) {
                app.startCollector();
            }
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    /** Puts the intake's routes on another server. */
    public ServerBuilder addRoutesTo(ServerBuilder server) {
        routes.addTo(server);
        remoteWriteRoutes.addTo(server);
        return otlpRoutes.addTo(server);
    }

    /** Port of OTLP over gRPC; -1 where it is off, or taken by another. */
    public int otlpGrpcPort() {
        return otlp.map(OtlpServers::grpcPort).orElse(-1);
    }

    /** Port of OTLP over HTTP; -1 where it is off, or taken by another. */
    public int otlpHttpPort() {
        return otlp.map(OtlpServers::httpPort).orElse(-1);
    }

    /** Books of remote write's samples and histograms. */
    public Ledger.Balance writtenSamples() {
        return writtenSamples.balance();
    }

    /** Books of OTLP's data points. */
    public Ledger.Balance otlpPoints() {
        return otlpPoints.balance();
    }

    /** UDP port of DogStatsD; -1 where it is off. */
    public int statsdPort() {
        return statsd.map(StatsdServer::port).orElse(-1);
    }

    /** Port of the intake's own HTTP server; -1 where it has none. */
    public int httpPort() {
        return http.map(Server::activeLocalPort).orElse(-1);
    }

    /** True once Kafka can take points. */
    public boolean isReady() {
        return publisher.isReady();
    }

    /** Books of the points on their way to Kafka. */
    public Ledger.Balance points() {
        return points.balance();
    }

    /** Books of DogStatsD's values, events and checks. */
    public Ledger.Balance samples() {
        return samples.balance();
    }

    public Refusals refusals() {
        return refusals;
    }

    /** How the collector's checks are doing. */
    public List<CheckStatus> checks() {
        return collector.map(Collector::status).orElse(List.of());
    }

    /** What else is to hand over points here. */
    public Publisher publisher() {
        return publisher;
    }

    /** Ends the doors first, then sends what they had collected, then the producer. */
    @Override
    public void close() {
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("closing the intake failed", e);
            }
        }
    }

    private void startStatsd(StatsdSettings statsdSettings) {
        StatsdIntake intake = new StatsdIntake(
                statsdSettings,
                new StatsdIntake.Parts(
                        new Aggregator(settings.aggregate()),
                        admission,
                        events(),
                        new CheckRule(admission),
                        refusals,
                        samples,
                        publisher,
                        clock));
        statsd = Optional.of(closing(StatsdServer.start(statsdSettings, intake, refusals)));
    }

    private void startHttp(int port) {
        ServerBuilder builder = serverOn(port)
                .service("/healthz", (ctx, request) -> health())
                .service(
                        "/metrics",
                        (ctx, request) -> HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                                registry.scrape()));
        Server server = addRoutesTo(builder).build();
        server.start().join();
        closing(() -> server.stop().join());
        http = Optional.of(server);
    }

    private ServerBuilder serverOn(int port) {
        return Server.builder()
                .http(new InetSocketAddress(settings.httpHost(), port))
                .maxNumConnections(CONNECTIONS_MAX)
                .idleTimeout(Duration.ofSeconds(60))
                .http1MaxHeaderSize(HEADER_BYTES_MAX)
                .http2MaxHeaderListSize(HEADER_BYTES_MAX);
    }

    private void startOtlp(OtlpSettings ports) {
        otlp = Optional.of(closing(OtlpServers.start(
                ports, port -> otlpRoutes.addTo(serverOn(port)).build())));
    }

    private HttpResponse health() {
        return isReady()
                ? HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, "{\"status\":\"ok\"}")
                : HttpResponse.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        MediaType.JSON_UTF_8,
                        "{\"status\":\"starting\",\"reason\":\"the brokers have not answered yet\"}");
    }

    private void startCollector() {
        collector = Optional.of(closing(Collector.start(
                settings.collector(),
                HostChecks.types(new SystemInfo()).stream()
                        .map(type -> new CheckPlan(
                                type,
                                0,
                                "built in",
                                CheckSettings.of(Map.of()),
                                settings.collector().interval()))
                        .toList(),
                new Collector.Parts(
                        admission, events(), new CheckRule(admission), refusals, findings, publisher, clock))));
    }

    private EventRule events() {
        // 63 bits of chance: an id that Datadog's clients read as a number, and that two instances will not share.
        Supplier<String> ids = () -> Long.toString(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
        return new EventRule(admission, refusals, ids);
    }

    private Map<String, Object> clientSettings() {
        Map<String, Object> client = new HashMap<>(settings.clientSettings());
        client.put("bootstrap.servers", settings.bootstrapServers());
        return client;
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> producer = new HashMap<>();
        producer.put("compression.type", "lz4");
        producer.put("linger.ms", 0);
        producer.put("max.block.ms", 5_000);
        producer.put("delivery.timeout.ms", 120_000);
        producer.put("client.id", "tidemark-ingest");
        producer.putAll(clientSettings());
        producer.put("enable.idempotence", true);
        producer.put("acks", "all");
        return producer;
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        closeables.push(closeable);
        return closeable;
    }
}
