package io.tidemark.alerting.channel.webhook;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.avro.Notification;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sends notifications as JSON to configured addresses. */
public final class WebhookChannel implements Channel {

    /** The channel's name in notifications. */
    public static final String NAME = "webhook";

    /** Longest wait that a Retry-After can ask for. */
    static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Map<String, WebhookTarget> targets;
    private final Clock clock;
    private final Duration limit;
    private final HttpClient client;

    public WebhookChannel(Collection<WebhookTarget> targets, Clock clock) {
        this(targets, clock, Duration.ofSeconds(30));
    }

    /** @param limit for a whole try, from connecting to the end of the answer */
    WebhookChannel(Collection<WebhookTarget> targets, Clock clock, Duration limit) {
        this.targets = targets.stream().collect(Collectors.toUnmodifiableMap(WebhookTarget::name, Function.identity()));
        this.clock = clock;
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT.compareTo(limit) < 0 ? CONNECT_LIMIT : limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public Delivery send(Notification notification) {
        WebhookTarget target = targets.get(notification.getRecipient());
        if (target == null) {
            return Delivery.permanent(
                    Reach.RECIPIENT,
                    "no webhook is named \"" + notification.getRecipient() + "\" (configured are "
                            + targets.keySet().stream().sorted().toList()
                            + "). Configure it or change the message. [unknown-webhook]");
        }
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request(target, notification), LimitedBody.handler());
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

    /** Each target is a server of its own. */
    @Override
    public String lane(Notification notification) {
        return NAME + ":" + notification.getRecipient();
    }

    private static HttpRequest request(WebhookTarget target, Notification notification) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "tidemark")
                .header("Idempotency-Key", headerSafe(notification.getId()));
        target.headers().forEach((name, secret) -> request.setHeader(name, secret.reveal()));
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(WebhookBody.of(notification)))
                .build();
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

    private static String headerSafe(String id) {
        return id.replaceAll("[^\\x21-\\x7E]", "_");
    }
}
