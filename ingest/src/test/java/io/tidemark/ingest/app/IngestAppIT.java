package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.DocumentKind;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Goal: what arrives stands on the topics of a real broker in the partition of its series, with the tags that its host has then. */
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
    void aChangeOfAHostsTagsIsOnTheNextPointsWithoutARestart() throws Exception {
        Properties connection = new Properties();
        connection.put("bootstrap.servers", kafka.bootstrapServers());
        try (ConfigPublisher console = ConfigPublisher.connect(connection, "ingest-it.")) {
            send("it.tagged:1|g|#host:web-1");
            awaitSeen("it.tagged{host:web-1} GAUGE 1.0");

            // What the host's agent says comes by the intake itself.
            post("/intake/", "{\"internalHostname\":\"web-1\",\"host-tags\":{\"system\":[\"env:prod\",\"rack:1\"]}}");
            awaitTagged("it.tagged{env:prod,host:web-1,rack:1} GAUGE");

            // A person says otherwise, and goes first.
            console.publish(
                    DocumentKind.HOST_TAGS, "web-1", "{\"tags\":[\"rack:2\"]}".getBytes(StandardCharsets.UTF_8));
            awaitTagged("it.tagged{env:prod,host:web-1,rack:2} GAUGE");
            post(
                    "/api/v1/series",
                    "{\"series\":[{\"metric\":\"it.posted\",\"host\":\"web-1\",\"points\":[["
                            + Clock.systemUTC().instant().getEpochSecond() + ",1]]}]}");
            awaitSeen("it.posted{env:prod,host:web-1,rack:2} GAUGE 1.0");

            console.delete(DocumentKind.HOST_TAGS, "web-1");
            awaitTagged("it.tagged{env:prod,host:web-1,rack:1} GAUGE");
        }
    }

    @Test
    void thisHostIsMeasuredAndTheServerSaysHowItIs() throws Exception {
        awaitSeen("system.mem.total{host:testhost} GAUGE", "system.cpu.idle{host:testhost} GAUGE");

        assertThat(get("/healthz")).contains("ok");
        assertThat(get("/metrics")).contains("tidemark_intake_items_total").contains("tidemark_intake_unexplained");
    }

    /** Sends until a point arrives that was not there before under this series. */
    private static void awaitTagged(String series) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            send("it.tagged:2|g|#host:web-1");
            poll();
            assertThat(POINTS.stream()
                            .filter(point -> point.startsWith("it.tagged{"))
                            .reduce((a, b) -> b))
                    .hasValueSatisfying(last -> assertThat(last).startsWith(series));
        });
    }

    private static void send(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), app.statsdPort()));
        }
    }

    private static void post(String path, String json) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.httpPort() + path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
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
