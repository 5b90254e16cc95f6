package io.tidemark.ingest.publish;

import io.tidemark.ingest.refusal.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One submission's points on their way in several batches. */
final class Submission {

    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private long outstanding;
    private long published;
    private long dropped;
    private Reason reason;

    Submission(long points) {
        outstanding = points;
    }

    CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    void published(long points) {
        synchronized (this) {
            published += points;
            outstanding -= points;
        }
        completeIfDone();
    }

    void dropped(long points, Reason why) {
        synchronized (this) {
            dropped += points;
            outstanding -= points;
            reason = reason == null ? why : reason;
        }
        completeIfDone();
    }

    private void completeIfDone() {
        Receipt done;
        synchronized (this) {
            if (outstanding > 0) {
                return;
            }
            done = new Receipt(published, dropped, Optional.ofNullable(reason));
        }
        receipt.complete(done);
    }
}
