package io.tidemark.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.tidemark.ingest.ProtocolDoor;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: over gRPC each refusal has the status that exporters go by (sent again or dropped) and a reason that is counted, gives its
 * permit back, and leaves the next message alone. Frames are made by hand: a library would not send what is refused here. The
 * port is one of plain HTTP as well (row O20).
 */
class OtlpGrpcTest {

    private static final String EXPORT = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private static final int PERMITS = 4;
    private static final int PLAIN = 0;
    private static final int COMPRESSED = 1;

    private final Semaphore permits = new Semaphore(PERMITS);
    private ProtocolDoor door = doorWith(HttpSettings.DEFAULTS);

    /** What a client is told. */
    private record Told(int code, String message, Status details) {}

    private ProtocolDoor doorWith(HttpSettings settings) {
        return new ProtocolDoor(
                settings, (self, server) -> new OtlpRoutes(self.context, self.ledger, permits).addTo(server));
    }

    @AfterEach
    void nothingIsLostOrHeld() {
        await().atMost(Duration.ofSeconds(5)).until(() -> permits.availablePermits() == PERMITS);
        assertThat(door.ledger.balance().inFlight()).isZero();
        door.close();
    }

    @Test
    void aMessageIsTakenPlainAndPackedAndOnThePortOfHttp() throws Exception {
        assertThat(export(frame(PLAIN, request())).code()).isZero();
        assertThat(export(frame(COMPRESSED, gzip(request().toByteArray())), "grpc-encoding", "gzip")
                        .code())
                .isZero();
        assertThat(door.post("/v1/metrics", request().toByteArray(), "Content-Type", "application/x-protobuf")
                        .statusCode())
                .isEqualTo(200);

        assertThat(door.outlet.points()).containsExactly("m GAUGE 1.0", "m GAUGE 1.0", "m GAUGE 1.0");
    }

    @Test
    void bytesThatAreNoSuchMessageAreInvalidAndNotSentAgain() {
        byte[] cut = request().toByteArray();
        Told told = export(frame(PLAIN, java.util.Arrays.copyOf(cut, cut.length - 3)));

        assertThat(told.code()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT.value());
        assertThat(told.message()).contains("[bad_protobuf]");
        assertThat(told.details().getMessage()).isEqualTo(told.message());
        assertCounted(Reason.BAD_PROTOBUF);
        assertThat(export(frame(PLAIN, OtlpBadInputTest.deep(10_000))).message())
                .contains("[too_deep]");
        assertCounted(Reason.TOO_DEEP);
        assertTheNextIsTaken();
    }

    @Test
    void aPointWithAFaultIsLeftOutAndTheAnswerSaysSo() {
        ExportMetricsServiceRequest late = request().toBuilder().build();
        ExportMetricsServiceRequest.Builder seconds = late.toBuilder();
        seconds.getResourceMetricsBuilder(0)
                .getScopeMetricsBuilder(0)
                .getMetricsBuilder(0)
                .getGaugeBuilder()
                .getDataPointsBuilder(0)
                .setTimeUnixNano(ProtocolDoor.NOW_MILLIS / 1_000);

        assertThat(export(frame(PLAIN, seconds.build())).code()).isZero();
        assertThat(door.outlet.points()).isEmpty();
        assertCounted(Reason.BAD_TIMESTAMP);
        assertThat(door.ledger.balance().rejected()).isEqualTo(1);
    }

    @Test
    void aLengthThatIsOnlyClaimedIsRefusedUnallocated() {
        byte[] claim = ByteBuffer.allocate(9)
                .put((byte) PLAIN)
                .putInt(Integer.MAX_VALUE)
                .putInt(0)
                .array();

        assertThat(export(claim).code()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value());
        assertCounted(Reason.BODY_TOO_LARGE);
        assertTheNextIsTaken();
    }

    /** The claim may stand in HTTP's header as well as in the frame: the answer is gRPC's either way. */
    @Test
    void aCallThatClaimsMoreThanTheServerTakesIsToldInTheWordsOfGrpc() {
        byte[] frame = new byte[64 * 1024 * 1024];
        ByteBuffer.wrap(frame).put((byte) PLAIN).putInt(frame.length - 5);

        Told told = export(frame, "content-length", Integer.toString(frame.length));

        assertThat(told.code()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value());
        assertCounted(Reason.BODY_TOO_LARGE);
        assertTheNextIsTaken();
    }

    @Test
    void aBombIsRefused() throws Exception {
        Told bomb = export(frame(COMPRESSED, gzip(new byte[64 * 1024 * 1024])), "grpc-encoding", "gzip");
        assertThat(bomb.code()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value());
        assertCounted(Reason.BODY_TOO_LARGE);
        assertTheNextIsTaken();
    }

    @Test
    void aCodingThatIsNotKnownOrNotTrueIsRefused() {
        Told unknown = export(frame(COMPRESSED, request()), "grpc-encoding", "br");
        assertThat(unknown.code()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED.value());
        assertCounted(Reason.UNSUPPORTED_ENCODING);

        Told untrue = export(frame(COMPRESSED, request()), "grpc-encoding", "gzip");
        assertThat(untrue.code()).isNotZero();
        assertCounted(Reason.BAD_PROTOBUF);
        assertTheNextIsTaken();
    }

    @Test
    void withoutAKeyAndWithAnUnknownOneNobodyComesIn() {
        door.close();
        door = doorWith(HttpSettings.DEFAULTS.withApiKeys(Set.of("secret")));

        assertThat(export(frame(PLAIN, request())).code()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED.value());
        assertCounted(Reason.MISSING_KEY);
        assertThat(export(frame(PLAIN, request()), "dd-api-key", "guess").code())
                .isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED.value());
        assertCounted(Reason.UNKNOWN_KEY);
        assertThat(door.outlet.points()).isEmpty();

        assertThat(export(frame(PLAIN, request()), "dd-api-key", "secret").code())
                .isZero();
        assertThat(export(frame(PLAIN, request()), "authorization", "Bearer secret")
                        .code())
                .isZero();
        assertThat(door.outlet.points()).hasSize(2);
    }

    @Test
    void whatCanNotBeTakenNowSaysWhenToSendItAgain() throws Exception {
        permits.acquire(PERMITS);
        Told busy = export(frame(PLAIN, request()));
        permits.release(PERMITS);
        assertThat(busy.code()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE.value());
        assertThat(retryAfter(busy)).isEqualTo(1);
        assertCounted(Reason.TOO_MANY_REQUESTS);

        door.outlet.answerWith(CompletableFuture.completedFuture(Receipt.dropped(1, Reason.NO_PARTITIONS)));
        Told away = export(frame(PLAIN, request()));
        assertThat(away.code()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE.value());
        assertThat(retryAfter(away)).isEqualTo(5);
        assertThat(door.ledger.balance().dropped()).isEqualTo(1);
    }

    @Test
    void otherSignalsAreNotImplemented() {
        for (String service : List.of("trace.v1.TraceService", "logs.v1.LogsService")) {
            Told told = told(send("/opentelemetry.proto.collector." + service + "/Export", frame(PLAIN, request())));
            assertThat(told.code()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED.value());
            assertThat(told.message()).contains("metrics");
        }
    }

    private void assertTheNextIsTaken() {
        assertThat(export(frame(PLAIN, request())).code()).isZero();
        assertThat(door.outlet.points()).containsExactly("m GAUGE 1.0");
    }

    private void assertCounted(Reason reason) {
        // The server's own refusals are counted once its answer is on its way.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(door.refusals.of(reason)).as(reason.id()).isEqualTo(1));
    }

    private static int retryAfter(Told told) throws IOException {
        Any detail = told.details().getDetails(0);
        return (int) detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
    }

    private Told export(byte[] frame, String... headers) {
        return told(send(EXPORT, frame, headers));
    }

    private AggregatedHttpResponse send(String path, byte[] frame, String... headers) {
        RequestHeadersBuilder head = RequestHeaders.builder(HttpMethod.POST, path)
                .add("content-type", "application/grpc")
                .add("te", "trailers");
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        return WebClient.of("h2c://127.0.0.1:" + door.port())
                .execute(head.build(), HttpData.wrap(frame))
                .aggregate()
                .join();
    }

    private static Told told(AggregatedHttpResponse answer) {
        String code = answer.trailers().get("grpc-status", answer.headers().get("grpc-status", "-1"));
        String message = answer.trailers().get("grpc-message", answer.headers().get("grpc-message", ""));
        String details = answer.trailers()
                .get("grpc-status-details-bin", answer.headers().get("grpc-status-details-bin", ""));
        try {
            Status status = Status.parseFrom(Base64.getDecoder().decode(details));
            return new Told(
                    Integer.parseInt(code), status.getMessage().isEmpty() ? message : status.getMessage(), status);
        } catch (IOException e) {
            throw new IllegalStateException("no status in the trailers of " + answer, e);
        }
    }

    private static ExportMetricsServiceRequest request() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetrics(Metric.newBuilder()
                        .setName("m")
                        .setGauge(Gauge.newBuilder()
                                .addDataPoints(NumberDataPoint.newBuilder()
                                        .setTimeUnixNano(ProtocolDoor.NOW_MILLIS * 1_000_000)
                                        .setAsInt(1))));
        return request.build();
    }

    private static byte[] frame(int flag, ExportMetricsServiceRequest message) {
        return frame(flag, message.toByteArray());
    }

    /** A message as gRPC sends it: a flag, its length, itself. */
    private static byte[] frame(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(plain);
        }
        return packed.toByteArray();
    }
}
