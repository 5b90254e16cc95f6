package io.tidemark.ingest.track;

import java.util.Objects;

/**
 * What one reported total means after those before it.
 *
 * @param increment what came since {@code sinceMillis}, for {@link Kind#INCREMENT} and {@link Kind#RESET}; otherwise
 * the total
 *     as reported
 * @param sinceMillis the instant that the increment counts from, milliseconds since 1970; otherwise the total's own
 */
public record Step(Kind kind, Total increment, long sinceMillis) {

    /** How a total follows the one before. */
    public enum Kind {
        /** The first of its series, or of other buckets than the one before: nothing to subtract. */
        BASELINE,
        /** Later and not less. */
        INCREMENT,
        /** It began anew: the whole of it came since. */
        RESET,
        /** The same as the last: a request sent again. */
        REPEATED,
        /** Another total for the instant of the last. */
        CONFLICT,
        /** Before the last. */
        OUT_OF_ORDER
    }

    public Step {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(increment, "increment");
    }
}
