package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Times from {@code ageMax} ago (any age where it is empty) to {@code aheadMax} ahead. */
public final class TimeRule {

    private final Optional<Duration> ageMax;
    private final Duration aheadMax;

    public TimeRule(Optional<Duration> ageMax, Duration aheadMax) {
        this.ageMax = ageMax;
        this.aheadMax = aheadMax;
    }

    public Optional<Refusal> refusalOf(long timeMillis, long nowMillis) {
        if (ageMax.isPresent() && timeMillis < nowMillis - ageMax.get().toMillis()) {
            return Optional.of(refusal(Reason.TOO_LATE, timeMillis, nowMillis, "at most " + ageMax.get() + " ago"));
        }
        if (timeMillis > nowMillis + aheadMax.toMillis()) {
            return Optional.of(refusal(Reason.TOO_EARLY, timeMillis, nowMillis, "at most " + aheadMax + " ahead"));
        }
        return Optional.empty();
    }

    private static Refusal refusal(Reason reason, long timeMillis, long nowMillis, String limit) {
        return new Refusal(
                reason,
                "timestamp",
                Instant.ofEpochMilli(timeMillis).toString(),
                "expected " + limit + "; it is " + Instant.ofEpochMilli(nowMillis) + " here");
    }
}
