package io.tidemark.alerting.channel;

import io.tidemark.avro.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What one try came to.
 *
 * @param outcome the class of the answer
 * @param reach how much the answer speaks of
 * @param detail the other side's answer, for people, at most {@value #DETAIL_MAX} characters
 * @param notBefore how long the other side asked us to wait, or what its answer calls for
 */
public record Delivery(Outcome outcome, Reach reach, String detail, Optional<Duration> notBefore) {

    /** How much an answer speaks of. */
    public enum Reach {
        /** This message. Others may fare better. */
        MESSAGE,
        /** Everything for this recipient. */
        RECIPIENT,
        /** Everything that goes through this server: trying another message now would be in vain. */
        SERVER
    }

    /** Longest detail kept. */
    public static final int DETAIL_MAX = 500;

    public Delivery {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reach, "reach");
        Objects.requireNonNull(notBefore, "notBefore");
        detail = Shown.oneLine(detail, DETAIL_MAX);
    }

    public static Delivery delivered(String detail) {
        return new Delivery(Outcome.DELIVERED, Reach.MESSAGE, detail, Optional.empty());
    }

    public static Delivery temporary(Reach reach, String detail) {
        return new Delivery(Outcome.TEMPORARY, reach, detail, Optional.empty());
    }

    public static Delivery permanent(Reach reach, String detail) {
        return new Delivery(Outcome.PERMANENT, reach, detail, Optional.empty());
    }

    /** Something on our side or at the server must be put right by a person; nothing is lost meanwhile. */
    public static Delivery configuration(String detail) {
        return new Delivery(Outcome.CONFIGURATION, Reach.SERVER, detail, Optional.empty());
    }

    /** It may have arrived: the answer got lost. */
    public static Delivery unknown(String detail) {
        return new Delivery(Outcome.UNKNOWN, Reach.MESSAGE, detail, Optional.empty());
    }

    public Delivery after(Duration wait) {
        return new Delivery(outcome, reach, detail, Optional.of(wait));
    }
}
