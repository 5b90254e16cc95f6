package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Goal: the check of the books fails where something is lost, or goes without a reason. */
class BooksTest {

    private final Ledger ledger = new Ledger();
    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());

    @Test
    void whatIsReceivedAndNeverEnteredAgainIsNoticed() {
        ledger.received(2);
        ledger.published(1);

        assertThatThrownBy(() -> Books.requireBalance(ledger, refusals)).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatIsRefusedOrDroppedWithoutAReasonIsNoticed() {
        ledger.received(3);
        ledger.rejected(1);
        ledger.dropped(2);
        refusals.count(Reason.BAD_VALUE, 1);

        assertThatThrownBy(() -> Books.requireBalance(ledger, refusals)).isInstanceOf(AssertionError.class);
        refusals.count(Reason.BUFFER_FULL, 2);
        Books.requireBalanceOfSamples(ledger, refusals);
        refusals.count(Reason.BAD_VALUE, 1);
        assertThatThrownBy(() -> Books.requireBalanceOfSamples(ledger, refusals))
                .isInstanceOf(AssertionError.class);
    }
}
