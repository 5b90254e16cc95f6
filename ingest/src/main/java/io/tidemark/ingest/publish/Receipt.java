package io.tidemark.ingest.publish;

import io.tidemark.ingest.refusal.Reason;
import java.util.Optional;

/**
 * What became of a submission.
 *
 * @param published things that Kafka acknowledged
 * @param dropped things that it did not get
 * @param reason why the first was dropped; empty where none was
 */
public record Receipt(long published, long dropped, Optional<Reason> reason) {

    public static Receipt published(long count) {
        return new Receipt(count, 0, Optional.empty());
    }

    public static Receipt dropped(long count, Reason reason) {
        return new Receipt(0, count, Optional.of(reason));
    }

    /** True where nothing was dropped. */
    public boolean isWhole() {
        return dropped == 0;
    }
}
