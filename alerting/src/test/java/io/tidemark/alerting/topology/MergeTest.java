package io.tidemark.alerting.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One order, whoever comes first. Seeded. */
final class MergeTest {

    /** The logs of three partitions: an input is a text, a tick its time in brackets. */
    private static final List<List<String>> LOGS = List.of(
            List.of("a1", "[10]", "a2", "a3", "[20]", "[31]", "a4", "[40]"),
            List.of("[12]", "b1", "[22]", "b2", "[32]", "[42]"),
            List.of("c1", "c2", "[15]", "[25]", "c3", "[31]", "[45]"));

    @Test
    void theOrderDoesNotDependOnWhoComesFirst() {
        List<String> first = run(1);
        assertThat(first).startsWith("0@10:[a1]", "1@12:[]", "2@15:[c1, c2]", "0@20:[a2, a3]", "1@22:[b1]");
        for (int seed = 2; seed < 300; seed++) {
            assertThat(run(seed)).as("seed " + seed).isEqualTo(first);
        }
    }

    private static List<String> run(int seed) {
        Random random = new Random(seed);
        Merge<String> merge = new Merge<>(LOGS.size());
        int[] place = new int[LOGS.size()];
        List<String> order = new ArrayList<>();
        for (int left = LOGS.stream().mapToInt(List::size).sum(); left > 0; left--) {
            int source = random.nextInt(LOGS.size());
            while (place[source] == LOGS.get(source).size()) {
                source = (source + 1) % LOGS.size();
            }
            String next = LOGS.get(source).get(place[source]++);
            if (next.startsWith("[")) {
                merge.tick(source, Long.parseLong(next.substring(1, next.length() - 1)));
            } else {
                merge.input(source, next);
            }
            merge.next().ifPresent(part -> order.add(text(part)));
            for (var more = merge.next(); more.isPresent(); more = merge.next()) {
                order.add(text(more.get()));
            }
        }
        return order;
    }

    private static String text(Merge.Part<String> part) {
        return part.source() + "@" + part.tickMillis() + ":" + part.inputs();
    }

    @Test
    void aPartitionThatDiedHoldsUpTheOthersUntilItIsSkippedAndIsBackWithItsNextTick() {
        Merge<String> merge = new Merge<>(2);
        merge.input(0, "a");
        merge.tick(0, 10);
        assertThat(merge.next()).isEmpty();
        assertThat(merge.isHeldUp()).isTrue();
        assertThat(merge.skipSilent()).containsExactly(1);
        assertThat(merge.next()).isPresent();
        merge.tick(0, 20);
        assertThat(merge.next()).as("goes on without").isPresent();
        merge.tick(1, 21);
        merge.tick(0, 30);
        assertThat(merge.next()).get().extracting(Merge.Part::source).isEqualTo(1);
        assertThat(merge.next()).as("waits again").isEmpty();
    }
}
