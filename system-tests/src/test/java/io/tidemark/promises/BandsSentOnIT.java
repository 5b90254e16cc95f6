package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.BandStage;
import io.tidemark.console.remotewrite.RemoteWriteSettings;
import io.tidemark.console.remotewrite.RemoteWriter;
import io.tidemark.ingest.app.IngestApp;
import io.tidemark.ingest.app.IngestSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: every judged bucket stands in another store with its value. Method: bands on a real broker, sent on by remote write to
 * Tidemark's own intake and to Debian's VictoriaMetrics, and read back from there: from the first to the last bit, from the second,
 * which keeps decimals, to eleven digits.
 */
final class BandsSentOnIT {

    private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Wire WIRE = Wire.singleObject();
    private static final int MINUTES = 90;
    private static final int METRICS = 7;
    private static final double DIGITS = 1e-11;

    /** Within what stores take for new: the last minutes before now. */
    private static final long START = Instant.now().getEpochSecond() / 60 * 60 - MINUTES * 60L;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void publish() {
        kafka = EmbeddedKafka.start();
        TopicAdmin.createMissing(kafka.admin(), Topics.PREFIX, 2, Optional.of((short) 1));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int minute = 0; minute < MINUTES; minute++) {
                BandBatchWriter batch = new BandBatchWriter(WIRE).begin("cpu", 1, "auto/2", 60, BandStage.DIRECT);
                for (String host : new String[] {"a", "b"}) {
                    batch.add("env:prod,host:" + host, START + minute * 60L, value(host, minute), flags(minute))
                            .band((float) value(host, minute) + 1, 8, 12, 1, 0.1f * minute, 1, Float.NaN, Float.NaN);
                }
                producer.send(new ProducerRecord<>(
                        Topics.BANDS.name(Topics.PREFIX),
                        minute % 2,
                        "cpu".getBytes(StandardCharsets.UTF_8),
                        batch.toBytes()));
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void tidemarksOwnIntakeTakesThemAll() {
        try (IngestApp intake = IngestApp.start(
                        IngestSettings.defaults(kafka.bootstrapServers())
                                .withPartitions(2)
                                .withHttp("127.0.0.1", OptionalInt.of(0))
                                .withStatsd(Optional.empty())
                                .withOtlp(Optional.empty()),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        Clock.systemUTC());
                Tail points = new Tail(kafka.bootstrapServers(), Topics.POINTS.name(Topics.PREFIX));
                RemoteWriter writer = writer("http://127.0.0.1:" + intake.httpPort(), "intake")) {
            await().atMost(LIMIT).until(() -> writer.taken() == MINUTES * 2L * METRICS);

            Map<String, Double> seen = new TreeMap<>();
            PointBatchReader reader = new PointBatchReader(WIRE);
            points.all().forEach(record -> {
                reader.read(record.value());
                for (int i = 0; i < reader.size(); i++) {
                    String series = reader.seriesText(reader.seriesIndex(i));
                    // The intake watches its own host too.
                    if (series.startsWith("tidemark_band_")) {
                        seen.put(series + " " + reader.timeMillis(i) / 1_000, reader.value(i));
                    }
                }
            });
            assertThat(seen).hasSize(MINUTES * 2 * METRICS);
            for (int minute = 0; minute < MINUTES; minute++) {
                for (String host : new String[] {"a", "b"}) {
                    assertThat(seen)
                            .containsEntry(point("value", host, minute), value(host, minute))
                            .containsEntry(point("score", host, minute), (double) (0.1f * minute))
                            .containsEntry(point("upper", host, minute), 12.0)
                            .containsEntry(point("anomalous", host, minute), minute % 10 == 0 ? 1.0 : 0.0);
                }
            }
            assertThat(writer.refused()).isZero();
        }
    }

    @Test
    void victoriaMetricsGivesThemBackExactly() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(VICTORIA), "needs Debian's victoria-metrics");
        int port = freePort();
        Process victoria = new ProcessBuilder(
                        VICTORIA.toString(),
                        "-httpListenAddr=127.0.0.1:" + port,
                        "-storageDataPath=" + folder.resolve("victoria"),
                        "-loggerLevel=ERROR")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("victoria.log").toFile())
                .start();
        // Started before the store is up: what cannot be taken yet is sent again.
        try (RemoteWriter writer = writer("http://127.0.0.1:" + port, "victoria")) {
            await().atMost(LIMIT).until(() -> writer.taken() == MINUTES * 2L * METRICS);
            for (String host : new String[] {"a", "b"}) {
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> exported(port, "value", host).size() == MINUTES);
                assertSame(exported(port, "value", host), minute -> value(host, minute));
                assertSame(exported(port, "score", host), minute -> 0.1f * minute);
                assertSame(exported(port, "anomalous", host), minute -> minute % 10 == 0 ? 1 : 0);
            }
        } finally {
            victoria.destroy();
            if (!victoria.waitFor(10, TimeUnit.SECONDS)) {
                victoria.destroyForcibly();
            }
        }
    }

    private interface OfMinute {
        double at(int minute);
    }

    private static void assertSame(Map<Long, Double> seen, OfMinute wanted) {
        assertThat(seen).hasSize(MINUTES);
        for (int minute = 0; minute < MINUTES; minute++) {
            double value = wanted.at(minute);
            assertThat(seen.get((START + minute * 60L) * 1_000))
                    .as("minute %s", minute)
                    .isCloseTo(value, within(DIGITS * Math.abs(value)));
        }
    }

    /** What VictoriaMetrics has of a series, by milliseconds. */
    private static Map<Long, Double> exported(int port, String what, String host) throws Exception {
        String match = "tidemark_band_" + what
                + "{detector=\"cpu\",group=\"env:prod,host:" + host + "\",interval=\"60\",env=\"prod\",host=\"" + host
                + "\"}";
        String url = "http://127.0.0.1:" + port + "/api/v1/export?match[]="
                + URLEncoder.encode(match, StandardCharsets.UTF_8);
        String body = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url.replace("[]", "%5B%5D")))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Map<Long, Double> rows = new TreeMap<>();
        for (String line : body.lines().toList()) {
            JsonNode series = new ObjectMapper().readTree(line);
            for (int i = 0; i < series.path("values").size(); i++) {
                rows.put(
                        series.path("timestamps").get(i).asLong(),
                        series.path("values").get(i).asDouble());
            }
        }
        return rows;
    }

    private static RemoteWriter writer(String address, String group) {
        RemoteWriter writer = new RemoteWriter(
                RemoteWriteSettings.to(URI.create(address + "/api/v1/write")),
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "group.id",
                                group,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                WIRE,
                Topics.PREFIX);
        writer.start();
        return writer;
    }

    private static String point(String what, String host, int minute) {
        return "tidemark_band_" + what + "{detector:cpu,env:prod,group:env:prod_host:" + host + ",host:" + host
                + ",interval:60} " + (START + minute * 60L);
    }

    private static double value(String host, int minute) {
        return (host.equals("a") ? 10 : 20) + Math.sin(minute / 7.0) / 3;
    }

    private static int flags(int minute) {
        return minute % 10 == 0 ? BandFlags.ANOMALOUS : 0;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
