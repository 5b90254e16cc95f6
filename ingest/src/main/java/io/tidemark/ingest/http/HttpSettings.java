package io.tidemark.ingest.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Limits of the HTTP intake.
 *
 * @param apiKeys keys that are let in; empty: no key is asked for
 * @param bodyBytesMax body as sent
 * @param inflatedBytesMax body once inflated
 * @param pointsMax points of one request
 * @param requestsMax requests under way at one time
 * @param readTimeout how long a body may take to arrive
 * @param ackTimeout how long Kafka may take to acknowledge
 * @param pointsMaxAge how old a point may be; empty: any age
 */
public record HttpSettings(
        Set<String> apiKeys,
        int bodyBytesMax,
        int inflatedBytesMax,
        int pointsMax,
        int requestsMax,
        Duration readTimeout,
        Duration ackTimeout,
        Optional<Duration> pointsMaxAge) {

    public static final HttpSettings DEFAULTS = new HttpSettings(
            Set.of(),
            4 * 1024 * 1024,
            16 * 1024 * 1024,
            1_000_000,
            256,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Optional.empty());

    public HttpSettings {
        apiKeys = Set.copyOf(apiKeys);
        if (bodyBytesMax < 1 || inflatedBytesMax < bodyBytesMax || pointsMax < 1 || requestsMax < 1) {
            throw new IllegalArgumentException("HTTP limits are " + bodyBytesMax + " bytes as sent, " + inflatedBytesMax
                    + " inflated, " + pointsMax + " points, " + requestsMax
                    + " requests (expected at least 1 each, and as many bytes inflated as sent)");
        }
        if (apiKeys.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("an API key is blank (expected a secret text)");
        }
    }

    public HttpSettings withApiKeys(Set<String> keys) {
        return new HttpSettings(
                keys, bodyBytesMax, inflatedBytesMax, pointsMax, requestsMax, readTimeout, ackTimeout, pointsMaxAge);
    }

    /** Keys are secrets: they are counted, not shown. */
    @Override
    public String toString() {
        return "HttpSettings[apiKeys=" + apiKeys.size() + " (***), bodyBytesMax=" + bodyBytesMax + ", inflatedBytesMax="
                + inflatedBytesMax + ", pointsMax=" + pointsMax + ", requestsMax=" + requestsMax + "]";
    }
}
