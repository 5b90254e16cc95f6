package io.tidemark.standalone.demo;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of a demo.
 *
 * @param liveSpan how long the last days of the recordings take to arrive
 * @param exitAfter how long it runs from when it is up; empty: until it is stopped
 * @param zone in which times are printed
 */
public record DemoSettings(Duration liveSpan, Optional<Duration> exitAfter, ZoneId zone) {
    /** Long enough to watch graphs grow, short enough to end within a demo of 90 s. */
    public static final Duration LIVE_SPAN = Duration.ofSeconds(50);

    public DemoSettings {
        Objects.requireNonNull(exitAfter, "exitAfter");
        Objects.requireNonNull(zone, "zone");
        if (liveSpan.isNegative() || liveSpan.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "live span is " + liveSpan + " (expected 0 to 1 day). Change it. [bad-live-span]");
        }
    }
}
