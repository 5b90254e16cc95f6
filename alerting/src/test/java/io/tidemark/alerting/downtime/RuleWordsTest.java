package io.tidemark.alerting.downtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: people read words where there are some, and never words that leave a part of the rule out. 2026-11-26 is a Thursday. */
class RuleWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=DAILY                           | every day
            FREQ=DAILY;INTERVAL=1                | every day
            freq=daily;interval=3                | every 3 days
            FREQ=DAILY;COUNT=5                   | every day, 5 times in all
            FREQ=WEEKLY                          | every week on Thu
            FREQ=WEEKLY;BYDAY=SU,SA              | every week on Sat, Sun
            FREQ=WEEKLY;INTERVAL=2;BYDAY=MO      | every 2 weeks on Mon
            FREQ=MONTHLY                         | every month on day 26
            FREQ=MONTHLY;BYMONTHDAY=1            | every month on day 1
            FREQ=MONTHLY;BYMONTHDAY=-1           | FREQ=MONTHLY;BYMONTHDAY=-1
            FREQ=MONTHLY;BYDAY=2TU               | FREQ=MONTHLY;BYDAY=2TU
            FREQ=WEEKLY;BYDAY=1MO                | FREQ=WEEKLY;BYDAY=1MO
            FREQ=DAILY;BYDAY=MO                  | FREQ=DAILY;BYDAY=MO
            FREQ=DAILY;UNTIL=20270101T000000     | FREQ=DAILY;UNTIL=20270101T000000
            FREQ=YEARLY                          | FREQ=YEARLY
            FREQ=HOURLY;INTERVAL=6               | FREQ=HOURLY;INTERVAL=6
            FREQ=DAILY;BYHOUR=3                  | FREQ=DAILY;BYHOUR=3
            """)
    void aRuleInWords(String rule, String words) {
        assertThat(RuleWords.of(rule, LocalDateTime.parse("2026-11-26T22:00:00")))
                .isEqualTo(words);
    }
}
