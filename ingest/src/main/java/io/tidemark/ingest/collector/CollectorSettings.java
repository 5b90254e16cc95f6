package io.tidemark.ingest.collector;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * @param enabled whether anything is measured
 * @param interval how often a check runs that does not say
 * @param host name in the tag {@code host:}
 * @param tags more tags for all points
 */
public record CollectorSettings(boolean enabled, Duration interval, String host, List<String> tags) {

    public CollectorSettings {
        Objects.requireNonNull(host, "host");
        tags = List.copyOf(tags);
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("collector interval is " + interval + " (expected at least PT1S)");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("collector host is blank (expected the name of this host)");
        }
    }

    /** Every 15 s, as agents do. */
    public static CollectorSettings ofHost(String host) {
        return new CollectorSettings(true, CheckPlan.INTERVAL, host, List.of());
    }

    public static CollectorSettings off() {
        return new CollectorSettings(false, CheckPlan.INTERVAL, "unused", List.of());
    }
}
