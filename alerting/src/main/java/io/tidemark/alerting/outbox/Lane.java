package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.avro.Outcome;
import java.time.Instant;

/** The state of one server: how many messages are with it, and whether it is down. */
final class Lane {

    private final String name;
    private int inFlight;
    private int failures;
    private Instant pausedUntil;
    private long toldHour = Long.MIN_VALUE;

    Lane(String name) {
        this.name = name;
    }

    /** How many more messages may be started now; one while the server is on trial. */
    int room(Instant now, int inFlightMax) {
        if (pausedUntil != null && now.isBefore(pausedUntil)) {
            return 0;
        }
        return Math.max(0, (failures > 0 ? 1 : inFlightMax) - inFlight);
    }

    boolean failing() {
        return failures > 0;
    }

    Instant pausedUntil() {
        return pausedUntil;
    }

    void started() {
        inFlight++;
    }

    void ended(Delivery delivery, Instant now) {
        inFlight--;
        boolean serverFailed = delivery.reach() == Reach.SERVER
                && (delivery.outcome() == Outcome.TEMPORARY || delivery.outcome() == Outcome.CONFIGURATION);
        if (serverFailed) {
            failures++;
            pausedUntil = now.plus(RetrySchedule.lane(name, failures, delivery));
        } else if (delivery.outcome() != Outcome.UNKNOWN) {
            failures = 0;
            pausedUntil = null;
            toldHour = Long.MIN_VALUE;
        }
    }

    /** Whether people should be told now that this server needs them: at first, and once an hour while it lasts. */
    boolean tellsNow(Delivery delivery, Instant now) {
        long hour = Math.floorDiv(now.getEpochSecond(), 3_600);
        if (delivery.outcome() != Outcome.CONFIGURATION || hour == toldHour) {
            return false;
        }
        toldHour = hour;
        return true;
    }
}
