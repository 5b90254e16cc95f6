package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.avro.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How long to wait after a try that did not deliver.
 *
 * <p>A message: 1 s, doubled each time, up to 5 min. A recipient that is put off (greylisting): 60 s, then 5, 15, 30 min. A try whose answer
 * got lost: 10 s, then 1, 5, 15, 30 min, because each may be a duplicate. A server that fails: 1 s, doubled up to 20 s, so that everybody is told
 * within 30 s of its return; one that a person must put right: 5 min. Where the other side names a longer time, that.
 *
 * <p>Jitter of up to a quarter keeps senders apart; it is computed from the id and the number of the try, so that a replay waits as long.
 */
final class RetrySchedule {

    private static final Duration MESSAGE_FIRST = Duration.ofSeconds(1);
    private static final Duration MESSAGE_MAX = Duration.ofMinutes(5);
    private static final Duration SERVER_MAX = Duration.ofSeconds(20);
    private static final Duration CONFIGURATION = Duration.ofMinutes(5);
    private static final List<Duration> PUT_OFF =
            List.of(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(30));
    private static final List<Duration> LOST = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30));

    private RetrySchedule() {}

    /** Wait of one message. @param tries how often it has been tried, this one included */
    static Duration message(String id, int tries, Delivery delivery) {
        Duration wait;
        if (delivery.outcome() == Outcome.UNKNOWN) {
            wait = longer(step(LOST, tries), id, tries);
        } else if (delivery.reach() == Reach.RECIPIENT) {
            wait = longer(step(PUT_OFF, tries), id, tries);
        } else {
            wait = shorter(doubled(MESSAGE_FIRST, tries, MESSAGE_MAX), id, tries);
        }
        return atLeast(wait, delivery);
    }

    /** Wait of a whole lane. @param failures how often in a row its server failed, this one included */
    static Duration lane(String lane, int failures, Delivery delivery) {
        if (delivery.outcome() == Outcome.CONFIGURATION) {
            return delivery.notBefore().orElse(CONFIGURATION);
        }
        return atLeast(shorter(doubled(MESSAGE_FIRST, failures, SERVER_MAX), lane, failures), delivery);
    }

    private static Duration atLeast(Duration wait, Delivery delivery) {
        return delivery.notBefore().filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
    }

    private static Duration step(List<Duration> steps, int tries) {
        return steps.get(Math.min(tries, steps.size()) - 1);
    }

    private static Duration doubled(Duration first, int tries, Duration max) {
        Duration wait = first.multipliedBy(1L << Math.min(tries - 1, 20));
        return wait.compareTo(max) > 0 ? max : wait;
    }

    private static Duration shorter(Duration wait, String id, int tries) {
        return Duration.ofMillis(Math.round(wait.toMillis() * (1 - share(id, tries) / 4)));
    }

    private static Duration longer(Duration wait, String id, int tries) {
        return Duration.ofMillis(Math.round(wait.toMillis() * (1 + share(id, tries) / 4)));
    }

    /** 0 to 1, the same for the same id and number. */
    private static double share(String id, int tries) {
        CRC32 crc = new CRC32();
        crc.update((id + '#' + tries).getBytes(StandardCharsets.UTF_8));
        return (crc.getValue() >>> 8) / (double) (1 << 24);
    }
}
