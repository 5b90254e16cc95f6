package io.tidemark.ingest.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: starts are as far apart as was asked for, in virtual time. */
class TimetableTest {

    private final Timetable<String> table = new Timetable<>();

    @Test
    void startsAreFortyFiveSecondsApartHoweverUnevenlyWeLook() {
        SplittableRandom random = new SplittableRandom(7);
        table.put("a", 45_000, 0);
        List<Long> starts = new ArrayList<>();
        for (long now = 0; now < 3_600_000; now += 1 + random.nextInt(900)) {
            if (!table.due(now).isEmpty()) {
                starts.add(now);
            }
        }

        assertThat(starts).hasSize(80);
        for (int i = 0; i < starts.size(); i++) {
            assertThat(starts.get(i)).isBetween(45_000L * i, 45_000L * i + 1_000);
        }
    }

    @Test
    void aNewIntervalCountsFromTheLastStart() {
        table.put("a", 45_000, 0);
        table.due(0);
        table.put("a", 20_000, 10_000);

        assertThat(table.next()).hasValue(20_000);
        assertThat(table.due(20_000)).containsExactly("a");
        table.put("a", 5_000, 39_000);
        assertThat(table.next()).hasValue(39_000);
    }

    @Test
    void startsThatWereSleptThroughAreLeftOut() {
        table.put("a", 10_000, 0);
        table.due(0);

        assertThat(table.due(95_000)).containsExactly("a");
        assertThat(table.due(95_001)).isEmpty();
        assertThat(table.next()).hasValue(100_000);
    }

    @Test
    void theSameIntervalAgainChangesNothing() {
        table.put("a", 10_000, 0);
        table.due(0);
        table.put("a", 10_000, 9_999);

        assertThat(table.next()).hasValue(10_000);
    }
}
