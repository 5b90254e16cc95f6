package io.tidemark.ingest.http;

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
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One of Datadog's routes: behind the gate the door for the body's form, and answers in JSON. */
final class IntakeService implements HttpService, BodyGate.Protocol {

    private final Context context;
    private final BodyGate gate;
    private final Doors doors;

    IntakeService(Context context, BodyGate gate, Doors doors) {
        this.context = context;
        this.gate = gate;
        this.doors = doors;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return gate.serve(ctx, request, this);
    }

    @Override
    public Optional<Refusal> refusalOf(RequestHeaders headers) {
        return BodyGate.refusalOfCoding(headers)
                .or(() -> doorOf(headers).isPresent()
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                Reason.UNSUPPORTED_MEDIA_TYPE,
                                "Content-Type",
                                headers.get(HttpHeaderNames.CONTENT_TYPE, ""),
                                "expected " + doors.accepted())));
    }

    @Override
    public CompletableFuture<HttpResponse> take(byte[] sent, RequestHeaders headers, Caller caller) {
        Verdict<byte[]> body = gate.inflated(sent, headers);
        if (!body.isAdmitted()) {
            return CompletableFuture.failedFuture(new BodyGate.RefusedException(body.refusal()));
        }
        Door door = doorOf(headers).orElseThrow(() -> new IllegalStateException("let in without a door"));
        if (isKeepAlive(body.value()) && isAgent(headers)) {
            context.tally().count(Reason.KEEP_ALIVE);
            return CompletableFuture.completedFuture(response(door.idle()));
        }
        if (body.value().length == 0) {
            return CompletableFuture.failedFuture(new BodyGate.RefusedException(
                    new Refusal(Reason.EMPTY_BODY, "body", "", "expected a body in " + doors.accepted())));
        }
        return door.take(body.value(), caller).thenApply(IntakeService::response);
    }

    @Override
    public HttpResponse refused(Refusal refusal, RequestHeaders headers) {
        return response(Answer.refused(refusal));
    }

    private Optional<Door> doorOf(RequestHeaders headers) {
        return doors.of(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    }

    /** Agents send an empty body or an empty object to see whether anybody is there. */
    private static boolean isKeepAlive(byte[] body) {
        return body.length == 0 || body.length == 2 && body[0] == '{' && body[1] == '}';
    }

    private static boolean isAgent(RequestHeaders headers) {
        return headers.contains("dd-agent-version")
                || headers.contains("dd-agent-payload")
                || headers.get(HttpHeaderNames.USER_AGENT, "")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("datadog-agent");
    }

    static HttpResponse response(Answer answer) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(answer.status()).contentType(MediaType.JSON_UTF_8);
        int retryAfter = BodyGate.retryAfterSeconds(answer.status());
        if (retryAfter > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return HttpResponse.of(headers.build(), HttpData.ofUtf8(answer.json()));
    }
}
