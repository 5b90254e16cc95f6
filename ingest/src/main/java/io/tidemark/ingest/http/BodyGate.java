package io.tidemark.ingest.http;

import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ProtocolViolationException;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate before a body of any protocol: key, size, coding, type, how many at once; then the body within its time,
 * and an answer
 * within Kafka's. What the answer looks like is the protocol's own.
 */
public final class BodyGate {

    private static final Logger LOG = LoggerFactory.getLogger(BodyGate.class);
    private static final List<String> TENANT_HEADERS = List.of("x-scope-orgid", "x-tenant", "x-tenant-id");
    private static final String BEARER = "bearer ";

    private final Context context;
    private final ApiKeys keys;
    private final BodyDecoder decoder;
    private final Semaphore permits;

    /** What a protocol does with a request that came through. */
    public interface Protocol {

        /** Why the headers alone speak against it. */
        Optional<Refusal> refusalOf(RequestHeaders headers);

        /**
         * The answer to a body as it was sent, still coded; fails with {@link RefusedException} where it is not taken.
         *
         */
        CompletableFuture<HttpResponse> take(byte[] body, RequestHeaders headers, Caller caller);

        /** The answer that says no. */
        HttpResponse refused(Refusal refusal, RequestHeaders headers);
    }

    /** Why a request that came through is not taken after all. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        public RefusedException(Refusal refusal) {
            super(refusal.message(), null, false, false);
            this.refusal = refusal;
        }
    }

    /** @param permits how many requests may be under way; shared by all gates of one server */
    public BodyGate(Context context, Semaphore permits) {
        this.context = context;
        this.keys = new ApiKeys(context.settings().apiKeys());
        this.decoder = new BodyDecoder(context.settings().inflatedBytesMax());
        this.permits = permits;
    }

    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, Protocol protocol) {
        RequestHeaders headers = request.headers();
        Caller caller = callerOf(ctx, headers);
        Optional<Refusal> refusal =
                admit(ctx, headers).or(() -> sizeOf(headers)).or(() -> protocol.refusalOf(headers));
        if (refusal.isPresent()) {
            return refuse(ctx, refusal.get(), headers, caller, protocol);
        }
        Optional<Refusal> busy = enter();
        if (busy.isPresent()) {
            return refuse(ctx, busy.get(), headers, caller, protocol);
        }
        // The deadlines of reading and of Kafka's answer are kept here, with answers that say which was missed.
        ctx.clearRequestTimeout();
        ctx.setMaxRequestLength(context.settings().bodyBytesMax());
        CompletableFuture<HttpResponse> response = bodyOf(request)
                .thenComposeAsync(body -> inTime(protocol.take(body, headers, caller)), ctx.blockingTaskExecutor())
                .exceptionally(fault -> refuse(ctx, refusalOf(fault), headers, caller, protocol));
        response.whenComplete((done, fault) -> leave());
        return HttpResponse.of(response);
    }

    /** Who sends a request. */
    public Caller callerOf(ServiceRequestContext ctx, RequestHeaders headers) {
        return new Caller(
                String.valueOf(ctx.remoteAddress()),
                keys.clientOf(keyOf(ctx, headers), ctx.clientAddress().getHostAddress()));
    }

    /** Why the sender may not come in at all: its key. A tenant that it names is ignored and counted. */
    public Optional<Refusal> admit(ServiceRequestContext ctx, RequestHeaders headers) {
        if (TENANT_HEADERS.stream().anyMatch(headers::contains)) {
            context.tally().count(Reason.TENANT_CLAIM);
        }
        return keys.refusalOf(keyOf(ctx, headers));
    }

    /** Takes one of the permits; a refusal where none is left. {@link #leave} gives it back. */
    public Optional<Refusal> enter() {
        return permits.tryAcquire()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(Reason.TOO_MANY_REQUESTS, "request", "", "expected fewer requests at one time"));
    }

    public void leave() {
        permits.release();
    }

    /** Why a body of this coding cannot be inflated here. */
    static Optional<Refusal> refusalOfCoding(RequestHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
        return codings.isEmpty() || codings.size() == 1 && BodyDecoder.knows(codings.get(0))
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.UNSUPPORTED_ENCODING,
                        "Content-Encoding",
                        String.join(", ", codings),
                        "expected one of gzip, zstd, deflate, identity"));
    }

    /** The body without its coding, under the cap. */
    public Verdict<byte[]> inflated(byte[] body, RequestHeaders headers) {
        return refusalOfCoding(headers)
                .<Verdict<byte[]>>map(Verdict::refused)
                .orElseGet(() -> decoder.decode(body, headers.get(HttpHeaderNames.CONTENT_ENCODING, "")));
    }

    /** The content type without its parameters, in lower case; empty where there is none. */
    public static String typeOf(RequestHeaders headers) {
        return headers.get(HttpHeaderNames.CONTENT_TYPE, "")
                .split(";", 2)[0]
                .trim()
                .toLowerCase(Locale.ROOT);
    }

    /** The HTTP status that a reason has in every protocol. */
    public static int statusOf(Reason reason) {
        return Answer.statusOf(reason);
    }

    /** Seconds after which a status is worth another try; 0 where it is not. */
    public static int retryAfterSeconds(int status) {
        return status == 429 ? 1 : status == 503 ? 5 : 0;
    }

    /** The answer of {@code taking}, or a fault once Kafka has not acknowledged in time. */
    public <T> CompletableFuture<T> inTime(CompletableFuture<T> taking) {
        return taking.thenApply(answer -> answer)
                .orTimeout(context.settings().ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(fault -> {
                    throw new CompletionException(
                            causeOf(fault) instanceof TimeoutException ? new NotAcknowledged() : causeOf(fault));
                });
    }

    /** What to tell of a request that failed here. */
    public Refusal refusalOf(Throwable fault) {
        Throwable cause = causeOf(fault);
        if (cause instanceof RefusedException refused) {
            return refused.refusal;
        }
        if (cause instanceof ContentTooLargeException) {
            int max = context.settings().bodyBytesMax();
            return new Refusal(Reason.BODY_TOO_LARGE, "body", "", "expected at most " + max + " bytes as sent");
        }
        if (cause instanceof TimeoutException) {
            return new Refusal(
                    Reason.REQUEST_TIMEOUT,
                    "body",
                    "",
                    "expected all of it within " + context.settings().readTimeout());
        }
        if (cause instanceof ClosedStreamException || cause instanceof ClosedSessionException) {
            return new Refusal(Reason.REQUEST_ABORTED, "body", "", "expected all of it on one connection");
        }
        if (cause instanceof HttpStatusException && cause.getCause() instanceof ProtocolViolationException) {
            return new Refusal(
                    Reason.BAD_FRAMING, "body", "", "expected chunks, each with its length on a line before it");
        }
        if (!(cause instanceof NotAcknowledged)) {
            LOG.error("A request failed on our side; the client is told to send it again.", cause);
        }
        return new Refusal(
                Reason.NOT_ACKNOWLEDGED, "request", "", "Kafka has not acknowledged it in time; it may still arrive");
    }

    private HttpResponse refuse(
            ServiceRequestContext ctx, Refusal refusal, RequestHeaders headers, Caller caller, Protocol protocol) {
        context.tally().refuse(refusal, caller.address());
        int status = statusOf(refusal.reason());
        if (status == 408 || status == 413) {
            ctx.initiateConnectionShutdown();
        }
        return protocol.refused(refusal, headers);
    }

    private Optional<Refusal> sizeOf(RequestHeaders headers) {
        int max = context.settings().bodyBytesMax();
        return headers.contentLength() <= max
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.BODY_TOO_LARGE,
                        "Content-Length",
                        Long.toString(headers.contentLength()),
                        "expected at most " + max + " bytes"));
    }

    private CompletableFuture<byte[]> bodyOf(HttpRequest request) {
        return request.aggregate()
                .thenApply(whole -> whole.content().array())
                .orTimeout(context.settings().readTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((body, fault) -> {
                    if (fault != null) {
                        request.abort();
                    }
                });
    }

    /** The key of Datadog's clients, or a bearer token as Prometheus and OpenTelemetry can be told to send. */
    private static Optional<String> keyOf(ServiceRequestContext ctx, RequestHeaders headers) {
        String header = headers.get("dd-api-key");
        if (header != null) {
            return Optional.of(header);
        }
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).trim());
        }
        return Optional.ofNullable(ctx.queryParam("api_key"));
    }

    private static Throwable causeOf(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }

    /** Kafka has not answered in time. */
    private static final class NotAcknowledged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAcknowledged() {
            super("Kafka has not acknowledged in time", null, false, false);
        }
    }
}
