package io.tidemark.alerting.topology;

import java.time.Duration;

/**
 * When messages to one recipient are joined.
 *
 * @param gather a message waits this long for others to the same recipient; zero: the guard is off
 * @param singlesMax more that came together are one digest
 * @param perHour messages a recipient gets in an hour, and at once after a quiet hour; the rest waits for a digest
 * @param digestEvery between two digests to one recipient, and between a digest and what follows it
 * @param late a message decided this long before the present is about the past
 */
public record GuardSettings(Duration gather, int singlesMax, int perHour, Duration digestEvery, Duration late) {

    /** A storm is two mails in five minutes; 20 an hour is what reliability asks for. */
    public static final GuardSettings DEFAULT =
            new GuardSettings(Duration.ofSeconds(5), 5, 20, Duration.ofMinutes(5), Duration.ofMinutes(2));

    /** Every message goes as it comes. */
    public static final GuardSettings OFF =
            new GuardSettings(Duration.ZERO, 1, 1, Duration.ofMinutes(5), Duration.ofMinutes(2));

    public GuardSettings {
        if (gather.isNegative() || singlesMax < 1 || perHour < 1 || digestEvery.toMillis() < 1 || late.toMillis() < 1) {
            throw new IllegalArgumentException("guard: gather " + gather + ", singles " + singlesMax + ", per hour "
                    + perHour + ", digest every " + digestEvery + ", late after " + late
                    + " (expected: above 0; gather may be 0) [bad-guard]");
        }
    }

    boolean isOff() {
        return gather.isZero();
    }
}
