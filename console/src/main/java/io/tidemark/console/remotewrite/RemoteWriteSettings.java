package io.tidemark.console.remotewrite;

import io.tidemark.console.route.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where bands are sent.
 *
 * @param address that takes remote write, such as {@code http://127.0.0.1:8428/api/v1/write}
 * @param authorization value of the header; empty for none
 * @param samplesMax samples in a request
 * @param backoffMin wait before the first repetition; each further one waits twice as long
 * @param backoffMax longest wait
 */
public record RemoteWriteSettings(
        URI address, Optional<String> authorization, int samplesMax, Duration backoffMin, Duration backoffMax) {

    /** What Prometheus itself sends at most in a request by default (max_samples_per_send since 2.41). */
    private static final int SAMPLES_MAX = 2_000;

    public RemoteWriteSettings {
        Objects.requireNonNull(authorization, "authorization");
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("console.remoteWrite is "
                    + Problem.quote(address.getRawUserInfo() == null ? address.toString() : "http://***@…")
                    + " (expected http://… or https://… without name and password). Correct it;"
                    + " TIDEMARK_REMOTE_WRITE_AUTHORIZATION holds a secret. [bad-remote-write]");
        }
        if (samplesMax < 10 || backoffMin.isNegative() || backoffMin.isZero() || backoffMax.compareTo(backoffMin) < 0) {
            throw new IllegalArgumentException(
                    "Remote write needs at least 10 samples a request and waits above 0. [bad-remote-write]");
        }
    }

    /** With waits as Prometheus has them (30 ms to 5 s) but longer at the end: nobody watches a graph of it by the second. */
    public static RemoteWriteSettings to(URI address) {
        return new RemoteWriteSettings(
                address, Optional.empty(), SAMPLES_MAX, Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    public RemoteWriteSettings withAuthorization(Optional<String> header) {
        return new RemoteWriteSettings(address, header, samplesMax, backoffMin, backoffMax);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RemoteWriteSettings[address=" + address + ", authorization=***]";
    }
}
