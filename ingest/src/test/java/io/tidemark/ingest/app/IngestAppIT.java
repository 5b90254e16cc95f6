package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datadog.api.client.ApiClient;
import com.datadog.api.client.v2.api.MetricsApi;
import com.datadog.api.client.v2.model.MetricIntakeType;
import com.datadog.api.client.v2.model.MetricPayload;
import com.datadog.api.client.v2.model.MetricPoint;
import com.datadog.api.client.v2.model.MetricSeries;
import com.timgroup.statsd.Event;
import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.ServiceCheck;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Goal: what real clients send stands on the topics of a real broker, in the partition of its series, and nothing else. */
class IngestAppIT {

    private static final int PARTITIONS = 3;

    private static EmbeddedKafka kafka;
    private static IngestApp app;
    private static KafkaConsumer<byte[], byte[]> consumer;
    private static final List<String> POINTS = new ArrayList<>();
    private static final List<String> MISPLACED = new ArrayList<>();
    private static final List<String> OTHERS = new ArrayList<>();
    private static final Wire WIRE = Wire.singleObject();
    private static final PointBatchReader READER = new PointBatchReader(WIRE);

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        AggregateSettings everySecond =
                new AggregateSettings(1, 0, 20, List.of("max", "median", "avg", "count"), List.of(0.95), 1_000);
        IngestSettings base = IngestSettings.defaults(kafka.bootstrapServers())
                .withPrefix("ingest-it.")
                .withPartitions(PARTITIONS)
                .withHttp("127.0.0.1", OptionalInt.of(0))
                .withStatsd(Optional.of(StatsdSettings.DEFAULTS.withPort(0)))
                .withCollector(new CollectorSettings(true, Duration.ofSeconds(1), "testhost", List.of()));
        app = IngestApp.start(
                base.withAggregate(everySecond),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC());
        await().atMost(Duration.ofSeconds(60)).until(app::isReady);
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        "ingest-it",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(
                Topics.POINTS.name("ingest-it."),
                Topics.EVENTS.name("ingest-it."),
                Topics.SERVICE_CHECKS.name("ingest-it.")));
    }

    @AfterAll
    static void stop() {
        consumer.close();
        app.close();
        assertThat(app.points().unexplained()).isZero();
        assertThat(app.samples().unexplained()).isZero();
        kafka.close();
    }

    @Test
    void datadogsJavaClientIsUnderstood() {
        try (NonBlockingStatsDClient client = new NonBlockingStatsDClientBuilder()
                .hostname("127.0.0.1")
                .port(app.statsdPort())
                .enableTelemetry(false)
                .originDetectionEnabled(false)
                .build()) {
            client.count("it.views", 3, "page:home");
            client.gauge("it.level", 7.5);
            client.histogram("it.time", 12);
            client.recordDistributionValue("it.latency", 4);
            client.recordEvent(Event.builder()
                    .withTitle("Deployed")
                    .withText("line one\nline two")
                    .build());
            client.recordServiceCheckRun(ServiceCheck.builder()
                    .withName("it.up")
                    .withStatus(ServiceCheck.Status.WARNING)
                    .build());
            // The client keeps things back for seconds and loses them when it is closed: wait for what came out.
            awaitSeen(
                    "it.views{page:home} RATE 3.0",
                    "it.level GAUGE 7.5",
                    "it.time.95percentile GAUGE 12.0",
                    "it.latency DISTRIBUTION 4.0",
                    "event Deployed",
                    "check it.up");
        }
        assertThat(MISPLACED).isEmpty();
    }

    @Test
    void datadogsApiClientIsUnderstood() throws Exception {
        ApiClient client = new ApiClient();
        client.setServers(List.of(new com.datadog.api.client.ServerConfiguration(
                "http://127.0.0.1:" + app.httpPort(), "Tidemark", Map.of())));
        client.setServerIndex(0);
        client.configureApiKeys(Map.of("apiKeyAuth", "any"));
        MetricSeries series = new MetricSeries()
                .metric("it.api")
                .type(MetricIntakeType.GAUGE)
                .addPointsItem(new MetricPoint()
                        .timestamp(Clock.systemUTC().instant().getEpochSecond())
                        .value(0.7));

        assertThat(new MetricsApi(client)
                        .submitMetrics(new MetricPayload().series(List.of(series)))
                        .getErrors())
                .isEmpty();
        awaitSeen("it.api GAUGE 0.7");
    }

    @Test
    void thisHostIsMeasuredAndTheServerSaysHowItIs() throws Exception {
        awaitSeen("system.mem.total{host:testhost} GAUGE", "system.cpu.idle{host:testhost} GAUGE");

        assertThat(get("/healthz")).contains("ok");
        assertThat(get("/metrics")).contains("tidemark_intake_items_total").contains("tidemark_intake_unexplained");
    }

    private static void awaitSeen(String... wanted) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            poll();
            for (String one : wanted) {
                assertThat(List.of(POINTS, OTHERS))
                        .as(one)
                        .anySatisfy(seen -> assertThat(seen).anyMatch(text -> text.startsWith(one)));
            }
        });
    }

    private static void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().endsWith("events")) {
                OTHERS.add("event "
                        + WIRE.deserializer(io.tidemark.avro.Event.class)
                                .deserialize(record.topic(), record.value())
                                .getTitle());
            } else if (record.topic().endsWith("service-checks")) {
                OTHERS.add("check "
                        + WIRE.deserializer(io.tidemark.avro.ServiceCheck.class)
                                .deserialize(record.topic(), record.value())
                                .getCheck());
            } else {
                points(record);
            }
        }
    }

    private static void points(ConsumerRecord<byte[], byte[]> record) {
        READER.read(record.value());
        for (int i = 0; i < READER.size(); i++) {
            String series = READER.seriesText(READER.seriesIndex(i));
            POINTS.add(series + " " + READER.kind(READER.seriesIndex(i)) + " " + READER.value(i));
            if (Partitions.of(series, PARTITIONS) != record.partition()) {
                MISPLACED.add(series);
            }
        }
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.httpPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
