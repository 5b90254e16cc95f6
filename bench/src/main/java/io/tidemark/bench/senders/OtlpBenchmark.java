package io.tidemark.bench.senders;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.otlp.OtlpDoor;
import io.tidemark.ingest.publish.Ledger;
import java.util.ArrayList;
import java.util.List;

/** OTLP in protobuf: points a second, over decoding alone and over reading the bytes. */
public final class OtlpBenchmark implements Benchmark {

    private static final int METRICS = 20;
    private static final int POINTS_PER_METRIC = 50;
    private static final int POINTS = METRICS * POINTS_PER_METRIC;
    private static final int BODIES = 20;
    private static final Caller CALLER = new Caller("bench", "bench");

    private long sink;

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public String describe() {
        return """
                otlp: export requests of %,d delta sums with four attributes and a resource of three, from inflated bytes to
                admitted points and their answer, beside protobuf's own decoding of the same bytes and a loop that reads every
                byte once. Sockets, inflating and Kafka are left out. %s
                """.formatted(POINTS, Rounds.TEXT);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        List<byte[]> bodies = bodies();
        Context context = NowhereContext.create();
        Ledger ledger = new Ledger();
        OtlpDoor door = new OtlpDoor(context, ledger);
        progress.say("reading, decoding and the whole way in turn");
        double[] rates = Rounds.pointsPerSecond(
                POINTS,
                new Rounds.Measured(() -> bodies, body -> sink += Rounds.sumOf(body)),
                new Rounds.Measured(
                        () -> bodies,
                        body -> sink +=
                                ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsCount()),
                new Rounds.Measured(
                        () -> bodies,
                        body -> door.take(OtlpDoor.parse(body).value(), CALLER)
                                .join()
                                .value()));
        double reading = rates[0];
        double decoding = rates[1];
        double whole = rates[2];
        if (ledger.balance().rejected() > 0 || ledger.balance().unexplained() != 0) {
            throw new IllegalStateException("points were refused: the work was not done");
        }
        return new Figures()
                .add("reading_points_per_second", reading, "points/s")
                .add("decoding_points_per_second", decoding, "points/s")
                .add("otlp_points_per_second", whole, "points/s")
                .add("otlp_over_decoding", whole / decoding, "ratio")
                .add("otlp_over_reading", whole / reading, "ratio")
                .add("bytes_per_point", (double) bodies.get(0).length / POINTS, "B");
    }

    private static List<byte[]> bodies() {
        long now = System.currentTimeMillis() * 1_000_000;
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            ResourceMetrics.Builder resource = ResourceMetrics.newBuilder();
            resource.getResourceBuilder()
                    .addAttributes(attribute("service.name", "shop"))
                    .addAttributes(attribute("deployment.environment.name", "prod"))
                    .addAttributes(attribute("host.name", "web-1"));
            var scope = resource.addScopeMetricsBuilder();
            for (int m = 0; m < METRICS; m++) {
                Sum.Builder sum = Sum.newBuilder()
                        .setIsMonotonic(true)
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
                for (int p = 0; p < POINTS_PER_METRIC; p++) {
                    sum.addDataPoints(NumberDataPoint.newBuilder()
                            .setStartTimeUnixNano(now - 10_000_000_000L)
                            .setTimeUnixNano(now + i * 1_000_000L)
                            .setAsInt(p)
                            .addAttributes(attribute("http.request.method", "GET"))
                            .addAttributes(attribute("http.response.status_code", "200"))
                            .addAttributes(attribute("http.route", "/page/" + p))
                            .addAttributes(attribute("url.scheme", "http")));
                }
                scope.addMetrics(
                        Metric.newBuilder().setName("shop.requests." + m).setSum(sum));
            }
            bodies.add(ExportMetricsServiceRequest.newBuilder()
                    .addResourceMetrics(resource)
                    .build()
                    .toByteArray());
        }
        return bodies;
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
