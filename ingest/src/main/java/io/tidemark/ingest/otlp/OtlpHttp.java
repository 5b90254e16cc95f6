package io.tidemark.ingest.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.JsonCheck;
import io.tidemark.ingest.refusal.Quoted;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** OTLP over HTTP: {@code POST /v1/metrics}, the answer in the coding of the request. */
final class OtlpHttp implements HttpService, BodyGate.Protocol {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder()
                    .add(RetryInfo.getDescriptor())
                    .build())
            .omittingInsignificantWhitespace();

    private final BodyGate gate;
    private final OtlpDoor door;

    OtlpHttp(BodyGate gate, OtlpDoor door) {
        this.gate = gate;
        this.door = door;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return gate.serve(ctx, request, this);
    }

    @Override
    public Optional<Refusal> refusalOf(RequestHeaders headers) {
        String type = BodyGate.typeOf(headers);
        return type.equals(PROTOBUF) || type.equals(JSON)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type",
                        type,
                        "expected " + PROTOBUF + " or " + JSON,
                        "set the exporter's protocol to grpc or http/protobuf"));
    }

    @Override
    public CompletableFuture<HttpResponse> take(byte[] sent, RequestHeaders headers, Caller caller) {
        Verdict<byte[]> body = gate.inflated(sent, headers);
        Verdict<ExportRequest> request = body.isAdmitted()
                ? isJson(headers) ? ofJson(body.value()) : ofProtobuf(body.value())
                : Verdict.refused(body.refusal());
        if (!request.isAdmitted()) {
            return CompletableFuture.failedFuture(new BodyGate.RefusedException(request.refusal()));
        }
        return door.take(request.value(), caller).thenApply(answer -> {
            if (!answer.isAdmitted()) {
                throw new BodyGate.RefusedException(answer.refusal());
            }
            return response(ResponseHeaders.builder(200), answer.value(), headers);
        });
    }

    @Override
    public HttpResponse refused(Refusal refusal, RequestHeaders headers) {
        return refused(refusal, BodyGate.statusOf(refusal.reason()), headers);
    }

    static HttpResponse refused(Refusal refusal, int status, RequestHeaders headers) {
        ResponseHeadersBuilder head = ResponseHeaders.builder(status);
        int retryAfter = BodyGate.retryAfterSeconds(status);
        if (retryAfter > 0) {
            head.setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return response(head, OtlpStatus.of(refusal), headers);
    }

    /** An empty body is an empty request in protobuf, and no document in JSON. */
    static Verdict<ExportRequest> ofProtobuf(byte[] body) {
        Verdict<ExportRequest> request = OtlpDoor.parse(body);
        return request.isAdmitted() || !looksLikeJson(body)
                ? request
                : Verdict.refused(new Refusal(
                        Reason.BAD_PROTOBUF,
                        "body",
                        "",
                        "expected " + PROTOBUF + " as Content-Type says, found what looks like " + JSON));
    }

    static Verdict<ExportRequest> ofJson(byte[] body) {
        Optional<Refusal> refusal = JsonCheck.refusalOf(body);
        if (refusal.isPresent()) {
            return !looksLikeJson(body)
                            && body.length > 0
                            && OtlpDoor.parse(body).isAdmitted()
                    ? Verdict.refused(new Refusal(
                            Reason.BAD_JSON,
                            "body",
                            "",
                            "expected " + JSON + " as Content-Type says, found what looks like " + PROTOBUF))
                    : Verdict.refused(refusal.get());
        }
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        try {
            PARSER.merge(new String(body, StandardCharsets.UTF_8), request);
            return Verdict.admitted(ExportRequest.of(request.build()));
        } catch (InvalidProtocolBufferException e) {
            return Verdict.refused(
                    new Refusal(Reason.BAD_SHAPE, "body", "", oneLine(e.getMessage()), "see OTLP's JSON mapping"));
        }
    }

    private static String oneLine(String message) {
        return message == null ? "" : Quoted.of(message);
    }

    private static boolean looksLikeJson(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private static boolean isJson(RequestHeaders headers) {
        return BodyGate.typeOf(headers).equals(JSON);
    }

    private static HttpResponse response(ResponseHeadersBuilder head, Message message, RequestHeaders headers) {
        if (!isJson(headers)) {
            return HttpResponse.of(
                    head.contentType(MediaType.parse(PROTOBUF)).build(), HttpData.wrap(message.toByteArray()));
        }
        try {
            return HttpResponse.of(head.contentType(MediaType.JSON).build(), HttpData.ofUtf8(PRINTER.print(message)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of our own has no JSON form", e);
        }
    }
}
