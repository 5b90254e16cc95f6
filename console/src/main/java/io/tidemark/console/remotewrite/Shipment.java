package io.tidemark.console.remotewrite;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Sends one request once, and says what that means. */
final class Shipment {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRY_AFTER_SECONDS_MAX = 300;
    private static final int REASON_MAX = 200;

    /** What became of a request. */
    enum Fate {
        TAKEN,
        /** The store will never take it. */
        REFUSED,
        /** It may take it later. */
        LATER
    }

    /**
     * What the store said.
     *
     * @param reason a status with the beginning of the answer, or why there was none
     * @param after what the store asks to wait
     */
    record Outcome(Fate fate, String reason, Optional<Duration> after) {}

    private final RemoteWriteSettings settings;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Shipment(RemoteWriteSettings settings) {
        this.settings = settings;
    }

    Outcome send(byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.address())
                .timeout(TIMEOUT)
                .header("content-type", "application/x-protobuf")
                .header("content-encoding", "snappy")
                .header("x-prometheus-remote-write-version", "0.1.0")
                .header("user-agent", "tidemark")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        settings.authorization().ifPresent(value -> request.header("authorization", value));
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            if (status / 100 == 2) {
                return new Outcome(Fate.TAKEN, "", Optional.empty());
            }
            String text = response.body().strip();
            String reason = status + " " + text.substring(0, Math.min(REASON_MAX, text.length()));
            boolean later = status == 429 || status / 100 == 5;
            return new Outcome(later ? Fate.LATER : Fate.REFUSED, reason, later ? after(response) : Optional.empty());
        } catch (IOException e) {
            return new Outcome(Fate.LATER, e.toString(), Optional.empty());
        }
    }

    /** Retry-After in seconds; a date, which the header may hold as well, is left to the usual wait. */
    private static Optional<Duration> after(HttpResponse<?> response) {
        return response.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Math.min(RETRY_AFTER_SECONDS_MAX, Long.parseLong(text))));
    }
}
