package io.tidemark.console.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NumericIdsTest {

    private static final long JAVASCRIPT_MAX = (1L << 53) - 1;

    @Test
    void aNumberIsCalledByItself() {
        assertThat(NumericIds.of("1234567890")).isEqualTo(1_234_567_890L);
    }

    @Test
    void aNameIsAlwaysCalledTheSameNumberWhichJavaScriptReadsExactly() {
        // The number is a promise to whoever kept it: it must never change.
        assertThat(NumericIds.of("cpu-high"))
                .isEqualTo(NumericIds.of("cpu-high"))
                .isBetween(1L << 52, JAVASCRIPT_MAX);
        assertThat(NumericIds.of("0123")).isBetween(1L << 52, JAVASCRIPT_MAX);
        assertThat(NumericIds.of("12345678901234567890")).isBetween(1L << 52, JAVASCRIPT_MAX);
    }

    @Test
    void namesDoNotMeet() {
        assertThat(java.util.stream.IntStream.range(0, 100_000)
                        .mapToLong(i -> NumericIds.of("monitor-" + i))
                        .distinct())
                .hasSize(100_000);
    }
}
