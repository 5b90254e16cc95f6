package io.tidemark.ingest.collector;

import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import java.time.Duration;
import java.util.Objects;

/**
 * One instance of a check that is to run.
 *
 * @param index of the instance in its file, from 0
 * @param source the file, for people
 * @param interval from start to start
 */
public record CheckPlan(CheckType type, int index, String source, CheckSettings settings, Duration interval) {

    /** As Datadog's. */
    public static final Duration INTERVAL = Duration.ofSeconds(15);

    public CheckPlan {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(settings, "settings");
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("min_collection_interval is " + interval.toMillis() / 1000.0
                    + " (expected 1 to 86400 seconds) [bad-interval]");
        }
    }

    /** Two plans of the same key are the same check, which goes on where only its interval has changed. */
    Key key() {
        return new Key(type, index, source, settings);
    }

    record Key(CheckType type, int index, String source, CheckSettings settings) {}
}
