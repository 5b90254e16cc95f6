package io.tidemark.alerting.channel.http;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON and says what came of it.
 *
 * <pre>
 *   2xx                         delivered
 *   408, 425, 429, 5xx          temporary; Retry-After is honoured, up to an hour
 *   other 4xx, 3xx, refused     permanent
 *   connecting failed           temporary
 *   answer lost or incomplete   unknown
 * </pre>
 */
public final class HttpPost {

    /** Longest wait that a Retry-After can ask for. */
    static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    /** For a whole try, from connecting to the end of the answer. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String HOST_ALLOWED = "jdk.httpclient.allowRestrictedHeaders";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    static {
        allowHostHeader();
    }

    private final Clock clock;
    private final Duration limit;
    private final AddressGuard guard;
    private final Resolver resolver;
    private final HttpClient client;

    /** From a name to its addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** @param clock for a Retry-After that names an instant */
    public HttpPost(Clock clock, Duration limit, AddressGuard guard) {
        this(clock, limit, guard, InetAddress::getAllByName);
    }

    HttpPost(Clock clock, Duration limit, AddressGuard guard, Resolver resolver) {
        this.clock = clock;
        this.limit = limit;
        this.guard = guard;
        this.resolver = resolver;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT.compareTo(limit) < 0 ? CONNECT_LIMIT : limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Lets requests say which host they mean where they go to its address. The JDK reads this once, when a JVM makes its first
     * request: a program that makes others before has to call this at its start.
     */
    public static void allowHostHeader() {
        String allowed = System.getProperty(HOST_ALLOWED, "");
        if (!allowed.contains("host")) {
            System.setProperty(HOST_ALLOWED, allowed.isEmpty() ? "host" : allowed + ",host");
        }
    }

    /** Posts once. @param key the notification's id, sent as Idempotency-Key */
    public Delivery post(URI url, Map<String, Secret> headers, String key, byte[] body) {
        String host = url.getHost().replaceAll("^\\[|]$", "");
        List<InetAddress> addresses;
        try {
            addresses = List.of(resolver.resolve(host));
        } catch (UnknownHostException unknown) {
            // Not left to the try: the name could be known by then, as anything.
            return Delivery.temporary(Reach.SERVER, "connecting failed: the name " + host + " is not known");
        }
        Optional<String> refusal = guard.refusal(host, addresses);
        if (refusal.isPresent()) {
            return Delivery.permanent(Reach.MESSAGE, refusal.get());
        }
        Checked checked = Checked.of(url, addresses.get(0));
        HttpRequest.Builder request = HttpRequest.newBuilder(checked.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "tidemark")
                .header("Idempotency-Key", key.replaceAll("[^\\x21-\\x7E]", "_"));
        if (!checked.host().isEmpty()) {
            request.setHeader("Host", checked.host());
        }
        headers.forEach((name, secret) -> request.setHeader(name, secret.reveal()));
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), LimitedBody.handler());
        try {
            return judged(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException slow) {
            answer.cancel(true);
            return Delivery.unknown("no complete answer within " + limit.toMillis() / 1000.0 + " s");
        } catch (ExecutionException failed) {
            return judged(failed.getCause());
        } catch (InterruptedException closing) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Delivery.unknown("stopped while waiting for the answer");
        }
    }

    private Delivery judged(HttpResponse<String> response) {
        int code = response.statusCode();
        String said = "HTTP " + code + (response.body().isEmpty() ? "" : ": " + response.body());
        if (code >= 200 && code < 300) {
            return Delivery.delivered(said);
        }
        if (code == 408 || code == 425 || code == 429 || code >= 500) {
            Delivery later = Delivery.temporary(Reach.SERVER, said);
            return retryAfter(response).map(later::after).orElse(later);
        }
        if (code >= 300 && code < 400) {
            return Delivery.permanent(
                    Reach.MESSAGE, said + "; redirects are not followed. Configure the final address. [redirect]");
        }
        return Delivery.permanent(Reach.MESSAGE, said);
    }

    private static Delivery judged(Throwable failure) {
        String said =
                failure.getClass().getSimpleName() + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        boolean neverSent = failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof javax.net.ssl.SSLException;
        if (neverSent) {
            return Delivery.temporary(Reach.SERVER, "connecting failed: " + said);
        }
        return failure instanceof IOException
                ? Delivery.unknown("the answer got lost: " + said)
                : Delivery.configuration("the request could not be made: " + said);
    }

    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(this::wait)
                .map(wait -> wait.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : wait);
    }

    private Optional<Duration> wait(String header) {
        if (header.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        }
        try {
            ZonedDateTime until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), until.toInstant());
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeException notADate) {
            return Optional.empty(); // the usual schedule serves
        }
    }
}
