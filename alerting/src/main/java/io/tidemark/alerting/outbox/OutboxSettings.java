package io.tidemark.alerting.outbox;

import java.time.Duration;

/**
 * Limits of the outbox.
 *
 * @param giveUpAfter how long a message is tried
 * @param inFlightMax messages under way at a time in one lane
 * @param refusedFor how long a recipient that a server refused is not tried again
 */
public record OutboxSettings(Duration giveUpAfter, int inFlightMax, Duration refusedFor) {

    public static final OutboxSettings DEFAULT = new OutboxSettings(Duration.ofHours(24), 4, Duration.ofHours(1));

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
