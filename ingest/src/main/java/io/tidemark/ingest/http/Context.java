package io.tidemark.ingest.http;

import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What the doors work with. */
public record Context(
        HttpSettings settings,
        Admission admission,
        EventRule events,
        CheckRule checks,
        Tally tally,
        Ledger ledger,
        Outlet outlet,
        Clock clock) {

    CompletableFuture<Answer> refuse(Refusal refusal, Caller caller) {
        tally.refuse(refusal, caller.address());
        return CompletableFuture.completedFuture(Answer.refused(refusal));
    }

    /** The answer once all receipts are in: the good one where nothing was dropped. */
    static CompletableFuture<Answer> whenAllArePublished(
            List<CompletableFuture<Receipt>> receipts, Supplier<Answer> good) {
        return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
                .thenApply(all -> receipts.stream()
                        .map(CompletableFuture::join)
                        .filter(receipt -> !receipt.isWhole())
                        .findFirst()
                        .map(Context::dropped)
                        .orElseGet(good));
    }

    private static Answer dropped(Receipt receipt) {
        Reason reason = receipt.reason().orElse(Reason.PUBLISH_FAILED);
        return Answer.refused(new Refusal(reason, "request", "", reason.meaning()));
    }
}
