package io.tidemark.alerting.outbox;

import io.tidemark.alerting.template.Handles.Handle;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits of the outbox.
 *
 * @param giveUpAfter how long a message is tried
 * @param inFlightMax messages under way at a time in one lane
 * @param refusedFor how long a recipient that a server refused is not tried again
 * @param fallback who is told where a notification could not be delivered, or a server needs somebody
 */
public record OutboxSettings(Duration giveUpAfter, int inFlightMax, Duration refusedFor, Optional<Handle> fallback) {

    public static final OutboxSettings DEFAULT =
            new OutboxSettings(Duration.ofHours(24), 4, Duration.ofHours(1), Optional.empty());

    public OutboxSettings withFallback(Optional<Handle> told) {
        return new OutboxSettings(giveUpAfter, inFlightMax, refusedFor, told);
    }

    public OutboxSettings {
        if (giveUpAfter.isNegative() || giveUpAfter.isZero()) {
            throw new IllegalArgumentException(
                    "give-up time is " + giveUpAfter + " (expected more than zero). [bad-give-up-time]");
        }
        if (inFlightMax < 1 || inFlightMax > 100) {
            throw new IllegalArgumentException(
                    "messages under way in a lane are " + inFlightMax + " (expected 1 to 100). [bad-in-flight]");
        }
        if (refusedFor.isNegative()) {
            throw new IllegalArgumentException(
                    "time for refused recipients is " + refusedFor + " (expected zero or more). [bad-refused-time]");
        }
    }
}
