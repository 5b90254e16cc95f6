package io.tidemark.ingest.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate before a door: key, size, type, how many at once; then the body, inflated, and an answer within bounded time. */
final class IntakeService implements HttpService {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeService.class);
    private static final Set<String> TENANT_HEADERS = Set.of("x-scope-orgid", "x-tenant", "x-tenant-id");

    private final Context context;
    private final ApiKeys keys;
    private final BodyDecoder decoder;
    private final Semaphore permits;
    private final Doors doors;

    IntakeService(Context context, Semaphore permits, Doors doors) {
        this.context = context;
        this.keys = new ApiKeys(context.settings().apiKeys());
        this.decoder = new BodyDecoder(context.settings().inflatedBytesMax());
        this.permits = permits;
        this.doors = doors;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        RequestHeaders headers = request.headers();
        Optional<String> key = keyOf(ctx, headers);
        Caller caller = new Caller(
                String.valueOf(ctx.remoteAddress()),
                keys.clientOf(key, ctx.clientAddress().getHostAddress()));
        if (TENANT_HEADERS.stream().anyMatch(headers::contains)) {
            context.tally().count(Reason.TENANT_CLAIM);
        }
        Optional<Refusal> refusal = keys.refusalOf(key).or(() -> gate(headers));
        if (refusal.isPresent()) {
            context.tally().refuse(refusal.get(), caller.address());
            return response(ctx, Answer.refused(refusal.get()));
        }
        if (!permits.tryAcquire()) {
            Refusal busy = new Refusal(Reason.TOO_MANY_REQUESTS, "request", "", "expected fewer requests at one time");
            context.tally().refuse(busy, caller.address());
            return response(ctx, Answer.refused(busy));
        }
        // The deadlines of reading and of Kafka's answer are kept here, with answers that say which was missed.
        ctx.clearRequestTimeout();
        ctx.setMaxRequestLength(context.settings().bodyBytesMax());
        CompletableFuture<HttpResponse> response = body(request)
                .thenApplyAsync(body -> decoded(body, headers), ctx.blockingTaskExecutor())
                .thenCompose(body -> take(body, headers, caller))
                .exceptionally(fault -> failed(fault, caller))
                .thenApply(answer -> response(ctx, answer));
        response.whenComplete((done, fault) -> permits.release());
        return HttpResponse.of(response);
    }

    private static Optional<String> keyOf(ServiceRequestContext ctx, RequestHeaders headers) {
        String header = headers.get("dd-api-key");
        return Optional.ofNullable(header == null ? ctx.queryParam("api_key") : header);
    }

    private Optional<Refusal> gate(RequestHeaders headers) {
        int max = context.settings().bodyBytesMax();
        if (headers.contentLength() > max) {
            return Optional.of(new Refusal(
                    Reason.BODY_TOO_LARGE,
                    "Content-Length",
                    Long.toString(headers.contentLength()),
                    "expected at most " + max + " bytes"));
        }
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "");
        if (headers.getAll(HttpHeaderNames.CONTENT_ENCODING).size() > 1 || !BodyDecoder.knows(encoding)) {
            return Optional.of(new Refusal(
                    Reason.UNSUPPORTED_ENCODING,
                    "Content-Encoding",
                    String.join(", ", headers.getAll(HttpHeaderNames.CONTENT_ENCODING)),
                    "expected one of gzip, zstd, deflate, identity"));
        }
        if (doorOf(headers).isEmpty()) {
            return Optional.of(new Refusal(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type",
                    headers.get(HttpHeaderNames.CONTENT_TYPE, ""),
                    "expected " + doors.accepted()));
        }
        return Optional.empty();
    }

    private Optional<Door> doorOf(RequestHeaders headers) {
        return doors.of(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    }

    private CompletableFuture<byte[]> body(HttpRequest request) {
        CompletableFuture<AggregatedHttpRequest> arrived = request.aggregate();
        return arrived.thenApply(whole -> whole.content().array())
                .orTimeout(context.settings().readTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((body, fault) -> {
                    if (fault != null) {
                        request.abort();
                    }
                });
    }

    private Verdict<byte[]> decoded(byte[] body, RequestHeaders headers) {
        return decoder.decode(body, headers.get(HttpHeaderNames.CONTENT_ENCODING, ""));
    }

    private CompletableFuture<Answer> take(Verdict<byte[]> body, RequestHeaders headers, Caller caller) {
        if (!body.isAdmitted()) {
            return context.refuse(body.refusal(), caller);
        }
        byte[] bytes = body.value();
        Door door = doorOf(headers).orElseThrow(() -> new IllegalStateException("let in without a door"));
        if (isKeepAlive(bytes) && isAgent(headers)) {
            context.tally().count(Reason.KEEP_ALIVE);
            return CompletableFuture.completedFuture(door.idle());
        }
        if (bytes.length == 0) {
            return context.refuse(
                    new Refusal(Reason.EMPTY_BODY, "body", "", "expected a body in " + doors.accepted()), caller);
        }
        return door.take(bytes, caller)
                .completeOnTimeout(
                        notAcknowledged(), context.settings().ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> {
                    if (answer.status() == 503) {
                        context.tally().count(Reason.NOT_ACKNOWLEDGED);
                    }
                    return answer;
                });
    }

    private static Answer notAcknowledged() {
        return Answer.refused(new Refusal(
                Reason.NOT_ACKNOWLEDGED, "request", "", "Kafka has not acknowledged it in time; it may still arrive"));
    }

    private Answer failed(Throwable fault, Caller caller) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        Refusal refusal;
        if (cause instanceof ContentTooLargeException) {
            int max = context.settings().bodyBytesMax();
            refusal = new Refusal(Reason.BODY_TOO_LARGE, "body", "", "expected at most " + max + " bytes as sent");
        } else if (cause instanceof TimeoutException) {
            refusal = new Refusal(
                    Reason.REQUEST_TIMEOUT,
                    "body",
                    "",
                    "expected all of it within " + context.settings().readTimeout());
        } else {
            LOG.error("A request failed on our side; the client is told to send it again.", cause);
            return Answer.refused(
                    503, java.util.List.of("the request failed here; send it again"), Reason.NOT_ACKNOWLEDGED);
        }
        context.tally().refuse(refusal, caller.address());
        return Answer.refused(refusal);
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

    static HttpResponse response(ServiceRequestContext ctx, Answer answer) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(answer.status()).contentType(MediaType.JSON_UTF_8);
        if (answer.retryAfterSeconds() > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, answer.retryAfterSeconds());
        }
        if (answer.close()) {
            ctx.initiateConnectionShutdown();
        }
        return HttpResponse.of(headers.build(), HttpData.ofUtf8(answer.json()));
    }
}
