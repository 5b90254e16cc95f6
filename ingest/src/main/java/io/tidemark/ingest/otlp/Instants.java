package io.tidemark.ingest.otlp;

import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Times in nanoseconds since 1970, and the units that they are mistaken for. */
final class Instants {

    /**
     * 1973 in nanoseconds is over this; 2286 in seconds, milliseconds and microseconds is under it, each by its
     * thousand.
     */
    private static final long NANOS_MIN = 100_000_000_000_000_000L;

    private final TimeRule times;
    private final long nowMillis;

    Instants(TimeRule times, long nowMillis) {
        this.times = times;
        this.nowMillis = nowMillis;
    }

    /** @param start 0 where the sender does not say @param startIsNeeded for deltas */
    Optional<Refusal> refusalOf(long start, long time, boolean startIsNeeded) {
        if (time < NANOS_MIN) {
            return Optional.of(new Refusal(
                    Reason.BAD_TIMESTAMP,
                    "timeUnixNano",
                    Long.toUnsignedString(time),
                    "expected nanoseconds since 1970" + hint(time),
                    "see the clock of the sender"));
        }
        if (start == 0 && startIsNeeded) {
            return Optional.of(new Refusal(
                    Reason.BAD_INTERVAL,
                    "startTimeUnixNano",
                    "0",
                    "expected when the interval of the delta began",
                    "see the sender's library"));
        }
        if (start != 0 && (start < 0 || start > time)) {
            return Optional.of(new Refusal(
                    Reason.BAD_INTERVAL,
                    "startTimeUnixNano",
                    Long.toUnsignedString(start),
                    "expected a start not after timeUnixNano, " + time,
                    "see the sender's library"));
        }
        return times.refusalOf(millis(time), nowMillis);
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Whole seconds of an interval, rounded. */
    static int seconds(long fromMillis, long toMillis) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round((toMillis - fromMillis) / 1_000.0));
    }

    private static String hint(long time) {
        if (time <= 0) {
            return "";
        }
        String unit =
                time < NANOS_MIN / 1_000_000 ? "seconds" : time < NANOS_MIN / 1_000 ? "milliseconds" : "microseconds";
        return "; this reads like " + unit;
    }
}
