package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.NotificationState;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void theSummaryHasTheFormThatScriptsReadAndCountsEachMailOnce() {
        tally.points(7);
        tally.bands("a", 3);
        tally.bands("b", 2);
        tally.anomaly();
        tally.alert();
        tally.notification("1", NotificationState.PENDING);
        tally.notification("1", NotificationState.SENT);
        tally.notification("2", NotificationState.HELD);
        tally.notification("2", NotificationState.HELD);
        tally.notification("3", NotificationState.FAILED);

        assertThat(tally.figures().summary())
                .isEqualTo("summary points=7 bands=5 anomalies=1 alerts=1 mails_sent=1 mails_held=1");
        assertThat(tally.bandsOf("b")).isEqualTo(2);
    }

    @Test
    void timeHasPassedEverywhereOnlyWhenEveryPartitionHasTicked() {
        tally.expectPartitions(2);
        tally.tick(0, 5_000);
        assertThat(tally.tickMillisEverywhere()).isEqualTo(Long.MIN_VALUE);
        tally.tick(1, 3_000);
        tally.tick(1, 2_000);
        assertThat(tally.tickMillisEverywhere()).isEqualTo(3_000);
    }
}
