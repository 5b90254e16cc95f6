package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;

/**
 * The law of loss, for tests: received = published + refused + dropped + in flight, and nothing was refused or dropped without a
 * reason that is counted.
 */
public final class Books {

    private Books() {}

    public static void requireBalance(Ledger ledger, Refusals refusals) {
        Ledger.Balance balance = ledger.balance();
        assertThat(balance.unexplained()).as("unexplained in %s", balance).isZero();
        assertThat(balance.inFlight()).as("in flight in %s", balance).isNotNegative();
        assertThat(of(Reason.Effect.REFUSED, refusals))
                .as("reasons for the %d rejected", balance.rejected())
                .isGreaterThanOrEqualTo(balance.rejected() > 0 ? 1 : 0);
        assertThat(of(Reason.Effect.DROPPED, refusals))
                .as("reasons for the %d dropped", balance.dropped())
                .isGreaterThanOrEqualTo(balance.dropped());
    }

    /** The same where each rejected thing is one sample, as in DogStatsD: then each has exactly one reason. */
    public static void requireBalanceOfSamples(Ledger ledger, Refusals refusals) {
        requireBalance(ledger, refusals);
        assertThat(of(Reason.Effect.REFUSED, refusals))
                .as("refused with a reason")
                .isEqualTo(ledger.balance().rejected());
    }

    private static long of(Reason.Effect effect, Refusals refusals) {
        long sum = 0;
        for (Reason reason : Reason.values()) {
            sum += reason.effect() == effect ? refusals.of(reason) : 0;
        }
        return sum;
    }
}
