package io.tidemark.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.store.ModelStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept for a model that is learnt elsewhere stays whole while its block grows, in memory and in what is written of it. */
class PendingRowsTest {
    private static final long FIRST = 1_704_067_200L;
    private final ModelStore store = Judge.newModelStore();
    private final PendingRows pending = new PendingRows(store);

    @Test
    void keepsAllRowsUpToTheMostAndRefusesTheNext() {
        pending.begin("d\ng", 5, FIRST - 60, FIRST, true);
        pending.begin("d\nother", 6, FIRST - 60, FIRST, false);
        for (int i = 0; i < PendingRows.ROWS_MAX; i++) {
            assertThat(pending.add("d\ng", FIRST + 10L * i, i, i % 7 == 0)).isTrue();
        }
        assertThat(pending.add("d\ng", FIRST + 100_000, 0, false)).isFalse();
        assertThat(rows(pending, "d\ng")).isEqualTo(expected());
        assertThat(rows(pending, "d\nother")).isEmpty();
        assertThat(pending.requestMillis("d\ng")).isEqualTo(5);
        assertThat(pending.fromRollups("d\ng")).isTrue();
    }

    @Test
    void whatWasWrittenAtCommitsInBetweenRestoresAllRows() {
        Map<List<Byte>, byte[]> compacted = new LinkedHashMap<>();
        pending.begin("d\ng", 5, FIRST - 60, FIRST, true);
        for (int i = 0; i < PendingRows.ROWS_MAX; i++) {
            pending.add("d\ng", FIRST + 10L * i, i, i % 7 == 0);
            if (i % 11 == 0 || i == PendingRows.ROWS_MAX - 1) {
                store.drain((key, value) -> {
                    compacted.remove(boxed(key));
                    compacted.put(boxed(key), value);
                });
            }
        }
        ModelStore restored = Judge.newModelStore();
        compacted.forEach((key, value) -> restored.restore(unboxed(key), value));
        assertThat(rows(new PendingRows(restored), "d\ng")).isEqualTo(expected());
    }

    private static List<String> expected() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < PendingRows.ROWS_MAX; i++) {
            rows.add((FIRST + 10L * i) + " " + (double) i + " " + (i % 7 == 0));
        }
        return rows;
    }

    private static List<String> rows(PendingRows from, String group) {
        List<String> rows = new ArrayList<>();
        from.forEach(group, (start, value, excluded) -> rows.add(start + " " + value + " " + excluded));
        return rows;
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte b : bytes) {
            boxed.add(b);
        }
        return boxed;
    }

    private static byte[] unboxed(List<Byte> bytes) {
        byte[] unboxed = new byte[bytes.size()];
        for (int i = 0; i < unboxed.length; i++) {
            unboxed[i] = bytes.get(i);
        }
        return unboxed;
    }
}
