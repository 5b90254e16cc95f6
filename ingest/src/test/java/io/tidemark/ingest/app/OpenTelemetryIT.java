package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.otlp.OtlpSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what OpenTelemetry's own SDK and Java agent send stands on the points topic of a real broker, exactly that
 * and nothing else.
 */
class OpenTelemetryIT {

    private static final String PREFIX = "otel-it.";

    private static EmbeddedKafka kafka;
    private static IngestApp app;
    private static TopicPoints points;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        app = IngestApp.start(
                IngestSettings.defaults(kafka.bootstrapServers())
                        .withPrefix(PREFIX)
                        .withPartitions(2)
                        .withHttp("127.0.0.1", OptionalInt.of(0))
                        .withStatsd(Optional.empty())
                        .withOtlp(Optional.of(OtlpSettings.on(0, 0)))
                        .withCollector(CollectorSettings.off()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC());
        await().atMost(Duration.ofSeconds(60)).until(app::isReady);
        points = new TopicPoints(kafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() {
        points.close();
        app.close();
        assertThat(app.otlpPoints().unexplained()).isZero();
        assertThat(app.otlpPoints().dropped()).isZero();
        assertThat(app.points().unexplained()).isZero();
        kafka.close();
    }

    @Test
    void theSdkIsUnderstoodOverGrpcWithDeltas() {
        send(
                "grpc",
                OtlpGrpcMetricExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + app.otlpGrpcPort())
                        .setCompression("gzip")
                        .setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred())
                        .build());

        points.await(() -> assertThat(shown("grpc."))
                .containsExactlyInAnyOrder(
                        "grpc.orders{env:test,page:home,service:till} COUNT 3.0",
                        "grpc.orders{env:test,page:home,service:till} COUNT 4.0",
                        "grpc.queue{env:test,service:till} GAUGE 2.0",
                        "grpc.queue{env:test,service:till} GAUGE -3.0",
                        "grpc.level{env:test,service:till} GAUGE 7.5",
                        "grpc.level{env:test,service:till} GAUGE 8.5",
                        "grpc.time{env:test,service:till} DISTRIBUTION 25.0",
                        "grpc.time{env:test,service:till} DISTRIBUTION 400.0",
                        "grpc.fine{env:test,service:till} DISTRIBUTION 25.0",
                        "grpc.fine{env:test,service:till} DISTRIBUTION 400.0"));
        assertThat(points.of("grpc.fine"::equals).get(1).sketch().getValueAtQuantile(0.5))
                .isBetween(400 * 0.95, 400 * 1.05);
        assertThat(points.of("grpc.time"::equals).get(0).sketch().getCount()).isEqualTo(2);
    }

    @Test
    void theSdkIsUnderstoodOverHttpWithRunningTotals() {
        send(
                "http",
                OtlpHttpMetricExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + app.otlpHttpPort() + "/v1/metrics")
                        .build());

        // The first of each running total is a baseline: only what the second collection added is there.
        points.await(() -> assertThat(shown("http."))
                .containsExactlyInAnyOrder(
                        "http.orders{env:test,page:home,service:till} COUNT 4.0",
                        "http.queue{env:test,service:till} GAUGE 2.0",
                        "http.queue{env:test,service:till} GAUGE -3.0",
                        "http.level{env:test,service:till} GAUGE 7.5",
                        "http.level{env:test,service:till} GAUGE 8.5",
                        "http.time{env:test,service:till} DISTRIBUTION 400.0",
                        "http.fine{env:test,service:till} DISTRIBUTION 400.0"));
    }

    /** Two collections of a counter, an up-down counter, a gauge and two histograms. */
    private static void send(String prefix, MetricExporter exporter) {
        PeriodicMetricReader reader = PeriodicMetricReader.builder(exporter)
                .setInterval(Duration.ofHours(1))
                .build();
        SdkMeterProvider provider = SdkMeterProvider.builder()
                .registerMetricReader(reader)
                .registerView(
                        InstrumentSelector.builder().setName(prefix + ".fine").build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram(20, 4))
                                .build())
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "till",
                        AttributeKey.stringKey("deployment.environment.name"),
                        "test",
                        AttributeKey.longKey("process.pid"),
                        7L)))
                .build();
        Meter meter = provider.get("test");
        double[] level = {7.5};
        meter.gaugeBuilder(prefix + ".level").buildWithCallback(measurement -> measurement.record(level[0]));
        var orders = meter.counterBuilder(prefix + ".orders").build();
        var queue = meter.upDownCounterBuilder(prefix + ".queue").build();
        var time = meter.histogramBuilder(prefix + ".time").build();
        var fine = meter.histogramBuilder(prefix + ".fine").build();

        orders.add(3, Attributes.of(AttributeKey.stringKey("page"), "home"));
        queue.add(2);
        for (double value : new double[] {10, 40}) {
            time.record(value);
            fine.record(value);
        }
        assertThat(provider.forceFlush()
                        .join(30, java.util.concurrent.TimeUnit.SECONDS)
                        .isSuccess())
                .isTrue();
        orders.add(4, Attributes.of(AttributeKey.stringKey("page"), "home"));
        queue.add(-5);
        level[0] = 8.5;
        time.record(400);
        fine.record(400);
        assertThat(provider.forceFlush()
                        .join(30, java.util.concurrent.TimeUnit.SECONDS)
                        .isSuccess())
                .isTrue();
        // Not shut down: that would send a third time.
    }

    @Test
    void anApplicationUnderTheJavaAgentIsSeenWithoutBeingChanged() throws Exception {
        Path agent = Path.of(Class.forName("io.opentelemetry.javaagent.OpenTelemetryAgent")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ChildJvm.Command command = ChildJvm.of(PlainServer.class.getName())
                .withJvmOptions("-javaagent:" + agent, "-Xmx256m", "-XX:TieredStopAtLevel=1");
        try (ChildJvm application = command.start(Map.of(
                "OTEL_SERVICE_NAME",
                "shop",
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=test,host.name=web-1",
                "OTEL_METRICS_EXPORTER",
                "otlp",
                "OTEL_TRACES_EXPORTER",
                "none",
                "OTEL_LOGS_EXPORTER",
                "none",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + app.otlpHttpPort(),
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
                "delta",
                "OTEL_METRIC_EXPORT_INTERVAL",
                "1000"))) {
            String line = application.awaitLine(said -> said.startsWith("listening on "), Duration.ofSeconds(120));
            int port = Integer.parseInt(line.substring("listening on ".length()));
            for (int i = 0; i < 5; i++) {
                get(port, "/page");
            }
            get(port, "/broken");
            get(port, "/broken");

            points.await(() -> {
                assertThat(requests("200")).isEqualTo(5);
                assertThat(requests("500")).isEqualTo(2);
            });
            List<TopicPoints.Point> seen = points.of("http.server.request.duration"::equals);
            assertThat(seen)
                    .allSatisfy(point -> assertThat(point.series())
                            .contains("service:shop")
                            .contains("env:test")
                            .contains("host:web-1")
                            .contains("http.request.method:get"))
                    .allSatisfy(point -> assertThat(point.value()).isBetween(0.0, 60.0));
            assertThat(points.of("jvm.memory.used"::equals))
                    .isNotEmpty()
                    .allSatisfy(point -> assertThat(point.kind()).isEqualTo(PointKind.GAUGE));
        }
    }

    /** Requests with this status, over all points. */
    private static double requests(String status) {
        return points.of("http.server.request.duration"::equals).stream()
                .filter(point -> point.series().contains("http.response.status_code:" + status))
                .mapToDouble(point -> point.sketch().getCount())
                .sum();
    }

    private static void get(int port, String path) throws Exception {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private static List<String> shown(String metrics) {
        return points.of(metric -> metric.startsWith(metrics) && !metric.startsWith("http.server")).stream()
                .map(point -> point.series() + " " + point.kind() + " " + point.value())
                .toList();
    }
}
