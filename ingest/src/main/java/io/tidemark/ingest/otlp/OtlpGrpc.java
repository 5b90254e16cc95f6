package io.tidemark.ingest.otlp;

import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.util.AttributeKey;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * OTLP over gRPC: {@code MetricsService/Export}, gzip or plain. Messages come in as bytes, so that they are looked
 * over before
 * objects are made of them.
 */
final class OtlpGrpc {

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Set once a message has come out of its frame. */
    private static final AttributeKey<Boolean> READ = AttributeKey.valueOf(OtlpGrpc.class, "READ");

    private static final Set<String> CODINGS = Set.of("identity", "gzip");
    private static final int CANCELLED = 1;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;

    private final Context context;
    private final BodyGate gate;
    private final OtlpDoor door;

    OtlpGrpc(Context context, BodyGate gate, OtlpDoor door) {
        this.context = context;
        this.gate = gate;
        this.door = door;
    }

    /** The service, to be put on a server behind {@link #gated}. */
    GrpcService service() {
        MethodDescriptor<byte[], ExportMetricsServiceResponse> export = MetricsServiceGrpc.getExportMethod().toBuilder(
                        new Bytes(), MetricsServiceGrpc.getExportMethod().getResponseMarshaller())
                .build();
        return GrpcService.builder()
                .addService(ServerServiceDefinition.builder(MetricsServiceGrpc.SERVICE_NAME)
                        .addMethod(export, ServerCalls.asyncUnaryCall(this::export))
                        .build())
                .maxRequestMessageLength(context.settings().inflatedBytesMax())
                .useBlockingTaskExecutor(true)
                .build();
    }

    /** Before a message is read: the key, the coding, and how many are under way. */
    HttpResponse gated(HttpService next, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        Optional<Refusal> refusal = gate.admit(ctx, request.headers())
                .or(() -> refusalOfCoding(request.headers()))
                .or(gate::enter);
        if (refusal.isPresent()) {
            context.tally().refuse(refusal.get(), String.valueOf(ctx.remoteAddress()));
            Status status = OtlpStatus.of(refusal.get());
            // What gRPC wants of a coding that is not known; INVALID_ARGUMENT elsewhere.
            boolean coding = refusal.get().reason() == Reason.UNSUPPORTED_ENCODING;
            return trailersOnly(
                    coding ? status.toBuilder().setCode(UNIMPLEMENTED).build() : status);
        }
        // The limit of a message answers in gRPC's words and goes by its claim; that of a request, in HTTP's, must not
        // come first.
        ctx.setMaxRequestLength(2L * context.settings().inflatedBytesMax());
        ctx.setRequestTimeout(
                context.settings().readTimeout().plus(context.settings().ackTimeout()));
        ctx.log().whenComplete().thenAccept(log -> {
            gate.leave();
            if (!ctx.hasAttr(READ)) {
                countUnread(ctx, log);
            }
        });
        return next.serve(ctx, request);
    }

    private static Optional<Refusal> refusalOfCoding(RequestHeaders headers) {
        String coding = headers.get("grpc-encoding", "identity");
        return CODINGS.contains(coding)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNSUPPORTED_ENCODING,
                        "grpc-encoding",
                        coding,
                        "expected identity or gzip",
                        "set the exporter's compression to gzip or none"));
    }

    /** What the server refused before there was a message to look at is counted too; it has the server's own words. */
    private void countUnread(ServiceRequestContext ctx, RequestLog log) {
        String status =
                log.responseTrailers().get("grpc-status", log.responseHeaders().get("grpc-status", ""));
        Reason reason = switch (status.isEmpty() ? CANCELLED : Integer.parseInt(status)) {
            case RESOURCE_EXHAUSTED -> Reason.BODY_TOO_LARGE;
            case CANCELLED -> Reason.REQUEST_ABORTED;
            case DEADLINE_EXCEEDED -> Reason.REQUEST_TIMEOUT;
            default -> Reason.BAD_PROTOBUF;
        };
        context.tally()
                .refuse(
                        new Refusal(
                                reason,
                                "gRPC message",
                                "",
                                log.responseTrailers().get("grpc-message", "")),
                        String.valueOf(ctx.remoteAddress()));
    }

    private void export(byte[] message, StreamObserver<ExportMetricsServiceResponse> answers) {
        ServiceRequestContext ctx = ServiceRequestContext.current();
        ctx.setAttr(READ, true);
        Caller caller = gate.callerOf(ctx, ctx.request().headers());
        Verdict<ExportRequest> request = OtlpDoor.parse(message);
        if (!request.isAdmitted()) {
            refuse(request.refusal(), caller, answers);
            return;
        }
        gate.inTime(door.take(request.value(), caller)).whenComplete((answer, fault) -> {
            if (fault != null) {
                refuse(gate.refusalOf(fault), caller, answers);
            } else if (!answer.isAdmitted()) {
                refuse(answer.refusal(), caller, answers);
            } else {
                answers.onNext(answer.value());
                answers.onCompleted();
            }
        });
    }

    private void refuse(Refusal refusal, Caller caller, StreamObserver<?> answers) {
        context.tally().refuse(refusal, caller.address());
        Status status = OtlpStatus.of(refusal);
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, status.toByteArray());
        answers.onError(new StatusRuntimeException(
                io.grpc.Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()), trailers));
    }

    /** An answer without a message: the status stands in its one block of headers. */
    static HttpResponse trailersOnly(Status status) {
        ResponseHeaders headers = ResponseHeaders.builder(200)
                .contentType(MediaType.parse("application/grpc"))
                .add("grpc-accept-encoding", String.join(",", CODINGS))
                .add("grpc-status", Integer.toString(status.getCode()))
                .add("grpc-message", percentEncoded(status.getMessage()))
                .add("grpc-status-details-bin", base64(status.toByteArray()))
                .endOfStream(true)
                .build();
        return HttpResponse.of(headers, HttpData.empty(), HttpHeaders.of());
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As gRPC asks of messages: printable ASCII stays, all else and the percent sign is encoded. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }

    /** A message as its bytes. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
