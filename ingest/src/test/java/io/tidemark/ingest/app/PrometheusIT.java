package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what Prometheus and vmagent scrape and remote-write stands on the points topic, sample for sample. Runs where
 * Debian's
 * packages {@code prometheus}, {@code prometheus-node-exporter} and {@code victoria-metrics} are installed.
 */
class PrometheusIT {

    private static final String PREFIX = "prometheus-it.";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static EmbeddedKafka kafka;
    private static IngestApp app;
    private static TopicPoints points;

    @BeforeAll
    static void start() {
        assumeTrue(isHere("prometheus") || isHere("vmagent"), "neither prometheus nor vmagent is installed");
        kafka = EmbeddedKafka.start();
        app = IngestApp.start(
                IngestSettings.defaults(kafka.bootstrapServers())
                        .withPrefix(PREFIX)
                        .withPartitions(2)
                        .withHttp("127.0.0.1", OptionalInt.of(0))
                        .withStatsd(Optional.empty())
                        .withOtlp(Optional.empty())
                        .withCollector(CollectorSettings.off()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC());
        await().atMost(Duration.ofSeconds(60)).until(app::isReady);
        points = new TopicPoints(kafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            points.close();
            app.close();
            assertThat(app.writtenSamples().unexplained()).isZero();
            // A summary that has seen nothing says NaN; nothing else is refused.
            assertThat(app.writtenSamples().rejected())
                    .isEqualTo(app.refusals().of(io.tidemark.ingest.refusal.Reason.BAD_VALUE));
            assertThat(app.points().unexplained()).isZero();
            kafka.close();
        }
    }

    @Test
    void whatPrometheusKeepsItselfIsWhatArrived() throws Exception {
        assumeTrue(isHere("prometheus"), "prometheus is not installed");
        int port = freePort();
        int exporterPort = freePort();
        boolean exporter = isHere("prometheus-node-exporter");
        Path configuration =
                Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: prometheus
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                  - job_name: node
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                remote_write:
                  - url: http://127.0.0.1:%d/api/v1/write
                    queue_config: {batch_send_deadline: 500ms}
                    metadata_config: {send_interval: 1s}
                """.formatted(port, exporterPort, app.httpPort()));
        Process node =
                exporter ? start("prometheus-node-exporter", "--web.listen-address=127.0.0.1:" + exporterPort) : null;
        Process prometheus = start(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
        try {
            points.await(() -> {
                assertThat(samplesOf("process_resident_memory_bytes", "job:prometheus"))
                        .hasSizeGreaterThan(4);
                assertThat(samplesOf("prometheus_http_requests_total", "handler:/metrics"))
                        .hasSizeGreaterThan(4);
                if (exporter) {
                    assertThat(samplesOf("node_cpu_seconds_total", "mode:idle")).hasSizeGreaterThan(4);
                    assertThat(samplesOf("node_memory_memtotal_bytes", "").isEmpty()
                                    && samplesOf("node_memory_MemTotal_bytes", "")
                                            .isEmpty())
                            .isFalse();
                }
            });
            gaugesAreThoseOf(port, "process_resident_memory_bytes{job=\"prometheus\"}", "job:prometheus");
            ratesAreThoseOf(
                    port, "prometheus_http_requests_total{handler=\"/metrics\",code=\"200\"}", "handler:/metrics");
            assertThat(points.of("up"::equals))
                    .allSatisfy(point -> assertThat(point.kind()).isEqualTo(PointKind.GAUGE));
        } finally {
            end(prometheus);
            if (node != null) {
                end(node);
            }
        }
    }

    @Test
    void whatVmagentScrapesIsWhatArrived() throws Exception {
        assumeTrue(isHere("vmagent"), "vmagent is not installed");
        AtomicInteger scrapes = new AtomicInteger();
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/metrics", exchange -> {
            int scrape = scrapes.incrementAndGet();
            byte[] body = ("# TYPE vm_level gauge\nvm_level{shelf=\"a\"} " + scrape * 2 + "\n"
                            + "# TYPE vm_sold_total counter\nvm_sold_total{shelf=\"a\"} " + scrape * scrape + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
        Path configuration = Files.writeString(
                folder.resolve("scrape.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: shelves
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(target.getAddress().getPort()));
        Process vmagent = start(
                "vmagent",
                "-promscrape.config=" + configuration,
                "-remoteWrite.url=http://127.0.0.1:" + app.httpPort() + "/api/v1/write",
                "-remoteWrite.tmpDataPath=" + folder.resolve("vmagent"),
                "-remoteWrite.flushInterval=500ms",
                // With several connections a later sample may overtake an earlier one.
                "-remoteWrite.queues=1",
                "-httpListenAddr=127.0.0.1:" + freePort());
        try {
            points.await(() -> assertThat(points.of("vm_sold_total"::equals)).hasSizeGreaterThan(4));
            // What goes on arriving while this looks is not looked at: rates first, then the levels that they lie
            // between.
            List<TopicPoints.Point> rates = points.of("vm_sold_total"::equals);
            points.await(() -> assertThat(points.of("vm_level"::equals)).hasSizeGreaterThan(rates.size()));
            List<TopicPoints.Point> levels = points.of("vm_level"::equals);
            assertThat(levels)
                    .allSatisfy(level ->
                            assertThat(level.series()).contains("job:shelves").contains("shelf:a"));
            for (int i = 0; i < levels.size(); i++) {
                assertThat(levels.get(i).value()).isEqualTo((i + 1) * 2.0);
            }
            // n² sold after n scrapes: 2n + 1 between scrape n and the next, over the time between their samples.
            for (int i = 0; i < rates.size(); i++) {
                double seconds = (levels.get(i + 1).timeMillis() - levels.get(i).timeMillis()) / 1_000.0;
                assertThat(rates.get(i).kind()).isEqualTo(PointKind.RATE);
                assertThat(rates.get(i).timeMillis())
                        .isEqualTo(levels.get(i + 1).timeMillis());
                assertThat(rates.get(i).value())
                        .isEqualTo((2 * (i + 1) + 1) / seconds, org.assertj.core.data.Offset.offset(1e-9));
            }
        } finally {
            end(vmagent);
            target.stop(0);
        }
    }

    private static List<TopicPoints.Point> samplesOf(String metric, String tag) {
        return points.of(metric::equals).stream()
                .filter(point -> point.series().contains(tag))
                .toList();
    }

    /**
     * Every point is a sample that Prometheus keeps, with its time and value, and none of those in between is
     * missing.
     */
    private static void gaugesAreThoseOf(int port, String selector, String tag) throws Exception {
        List<TopicPoints.Point> seen = samplesOf(selector.substring(0, selector.indexOf('{')), tag);
        Map<Long, Double> kept = kept(port, selector, seen.get(seen.size() - 1).timeMillis());

        Map<Long, Double> arrived = new TreeMap<>();
        seen.forEach(point -> arrived.put(point.timeMillis(), point.value()));
        assertThat(seen).hasSameSizeAs(arrived.keySet());
        assertThat(arrived).isEqualTo(kept);
    }

    /** Every point is the rate between two neighbours of what Prometheus keeps. */
    private static void ratesAreThoseOf(int port, String selector, String tag) throws Exception {
        List<TopicPoints.Point> seen = samplesOf(selector.substring(0, selector.indexOf('{')), tag);
        Map<Long, Double> kept = kept(port, selector, seen.get(seen.size() - 1).timeMillis());

        Map<Long, Double> wanted = new TreeMap<>();
        Map.Entry<Long, Double> before = null;
        for (Map.Entry<Long, Double> sample : kept.entrySet()) {
            if (before != null) {
                wanted.put(
                        sample.getKey(),
                        (sample.getValue() - before.getValue()) * 1_000 / (sample.getKey() - before.getKey()));
            }
            before = sample;
        }
        Map<Long, Double> arrived = new TreeMap<>();
        seen.forEach(point -> arrived.put(point.timeMillis(), point.value()));
        assertThat(arrived).isEqualTo(wanted);
        assertThat(seen).allSatisfy(point -> assertThat(point.kind()).isEqualTo(PointKind.RATE));
    }

    /** The samples that Prometheus itself holds of a series, up to a time. */
    private static Map<Long, Double> kept(int port, String selector, long untilMillis) throws Exception {
        String query = URLEncoder.encode(selector + "[5m]", StandardCharsets.UTF_8);
        JsonNode answer = JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
        Map<Long, Double> kept = new TreeMap<>();
        answer.path("data").path("result").path(0).path("values").forEach(sample -> {
            long time = Math.round(sample.path(0).asDouble() * 1_000);
            if (time <= untilMillis) {
                kept.put(time, Double.parseDouble(sample.path(1).asText()));
            }
        });
        assertThat(kept).isNotEmpty();
        return kept;
    }

    private static boolean isHere(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile())
                .start();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
