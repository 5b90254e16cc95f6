package io.tidemark.detectors.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DueListTest {
    private final DueList due = new DueList();

    @Test
    void theEarliestTimeCounts() {
        due.note(7, 100);
        due.note(7, 50);
        due.note(7, 200);
        due.note(3, 50);
        assertThat(due.take(49)).isEmpty();
        assertThat(due.take(60)).containsExactly(3, 7);
        assertThat(due.take(1_000)).isEmpty();
    }

    @Test
    void whoIsPostponedIsNotLookedAtBefore() {
        due.note(7, 50);
        due.postpone(7, 100);
        due.postpone(7, 150);
        assertThat(due.take(149)).isEmpty();
        assertThat(due.take(150)).containsExactly(7);
        due.postpone(7, 160);
        assertThat(due.take(170)).as("noted by it, too").containsExactly(7);
    }

    @Test
    void whoIsPostponedAndForgottenIsNotLookedAtAtAll() {
        due.note(7, 50);
        due.postpone(7, 100);
        due.forget(7);
        assertThat(due.take(1_000)).isEmpty();
    }

    /** Against one time for each handle, looked through in full. */
    @Test
    void takesWhatAPlainTableWouldGive() {
        Random random = new Random(5);
        TreeMap<Integer, Long> plain = new TreeMap<>();
        int[] ofTwoClasses = {0, 1, 2, 40, 1 << 27, 1 << 27 | 3};
        for (long now = 0; now < 5_000; now += 1 + random.nextInt(20)) {
            for (int i = random.nextInt(6); i > 0; i--) {
                int handle = ofTwoClasses[random.nextInt(ofTwoClasses.length)];
                long time = now + 1 + random.nextInt(60);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        due.forget(handle);
                        plain.remove(handle);
                    }
                    case 1, 2 -> {
                        due.postpone(handle, time);
                        plain.put(handle, time);
                    }
                    default -> {
                        due.note(handle, time);
                        plain.merge(handle, time, Math::min);
                    }
                }
            }
            long until = now;
            int[] wanted = plain.keySet().stream()
                    .filter(handle -> plain.get(handle) <= until)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(due.take(now)).as("at %d", now).containsExactly(wanted);
            plain.values().removeIf(time -> time <= until);
        }
    }
}
