package io.tidemark.ingest.remotewrite;

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
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * {@code POST /api/v1/write}: 204 once Kafka has acknowledged all of it; 400 with the first ten faults where some of
 * it was left out,
 * which a sender does not try again; 503 where it should. A 2.0 request is told how much was written. Samples that
 * are no finite number
 * are refused and counted, and no fault of the request: a summary that has seen nothing says NaN on every scrape.
 */
final class WriteService implements HttpService, BodyGate.Protocol {

    private static final int ERRORS_MAX = 10;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String V1 = "prometheus.WriteRequest";
    private static final String V2 = "io.prometheus.write.v2.Request";

    private final BodyGate gate;
    private final WriteDoor door;

    WriteService(BodyGate gate, WriteDoor door) {
        this.gate = gate;
        this.door = door;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return gate.serve(ctx, request, this);
    }

    @Override
    public Optional<Refusal> refusalOf(RequestHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "").trim().toLowerCase(Locale.ROOT);
        if (!coding.isEmpty() && !coding.equals("snappy")) {
            return Optional.of(new Refusal(
                    Reason.UNSUPPORTED_ENCODING, "Content-Encoding", coding, "expected snappy", "send snappy blocks"));
        }
        return messageOf(headers).isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type",
                        headers.get(HttpHeaderNames.CONTENT_TYPE, ""),
                        "expected " + PROTOBUF + " with proto=" + V1 + " or proto=" + V2,
                        "send one of these"));
    }

    @Override
    public CompletableFuture<HttpResponse> take(byte[] sent, RequestHeaders headers, Caller caller) {
        boolean second = messageOf(headers).equals(Optional.of(V2));
        return door.take(sent, second ? WriteDoor.Version.TWO : WriteDoor.Version.ONE, caller)
                .thenApply(written -> response(written, second));
    }

    private static HttpResponse response(WriteDoor.Written written, boolean second) {
        List<Refusal> told = written.refused().stream()
                .filter(refusal -> refusal.reason() != Reason.BAD_VALUE)
                .toList();
        ResponseHeadersBuilder headers = ResponseHeaders.builder(told.isEmpty() ? 204 : 400);
        if (second) {
            headers.add("X-Prometheus-Remote-Write-Samples-Written", Long.toString(written.samples()));
            headers.add("X-Prometheus-Remote-Write-Histograms-Written", Long.toString(written.histograms()));
            headers.add("X-Prometheus-Remote-Write-Exemplars-Written", "0");
        }
        if (told.isEmpty()) {
            return HttpResponse.of(headers.build());
        }
        String text = told.stream()
                .limit(ERRORS_MAX)
                .map(Refusal::message)
                .collect(Collectors.joining(
                        "\n",
                        written.rejected() + " of " + written.received()
                                + " samples were left out, the others are stored.\n",
                        "\n"));
        return HttpResponse.of(headers.contentType(MediaType.PLAIN_TEXT_UTF_8).build(), HttpData.ofUtf8(text));
    }

    @Override
    public HttpResponse refused(Refusal refusal, RequestHeaders headers) {
        int status = BodyGate.statusOf(refusal.reason());
        ResponseHeadersBuilder head = ResponseHeaders.builder(status).contentType(MediaType.PLAIN_TEXT_UTF_8);
        int retryAfter = BodyGate.retryAfterSeconds(status);
        if (retryAfter > 0) {
            head.setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return HttpResponse.of(head.build(), HttpData.ofUtf8(refusal.message() + "\n"));
    }

    /** Which message the content type names; a bare type is version 1. */
    private static Optional<String> messageOf(RequestHeaders headers) {
        MediaType type = headers.contentType();
        if (type == null || !type.withoutParameters().toString().equals(PROTOBUF)) {
            return Optional.empty();
        }
        List<String> protos = type.parameters().getOrDefault("proto", List.of(V1));
        return protos.size() == 1
                        && (protos.get(0).equalsIgnoreCase(V1) || protos.get(0).equalsIgnoreCase(V2))
                ? Optional.of(protos.get(0).equalsIgnoreCase(V1) ? V1 : V2)
                : Optional.empty();
    }
}
