package io.tidemark.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolutionTest {

    private static final HistorySettings KEPT = HistorySettings.in(Path.of("history"));

    @ParameterizedTest
    @CsvSource({
        "PT5M, TEN_SECONDS, 10",
        "PT1H, TEN_SECONDS, 10",
        "PT4H, TEN_SECONDS, 20",
        "P1D, MINUTE, 120",
        "P7D, TEN_MINUTES, 1200",
        "P30D, TEN_MINUTES, 3600",
        "P365D, HOUR, 43200"
    })
    void aFrameIsDrawnInRoundSteps(Duration length, Width width, int step) {
        assertThat(Resolution.of(span(length), 1_000, length.toSeconds(), KEPT)).isEqualTo(new Resolution(width, step));
    }

    @Test
    void whatIsTooOldForFineBucketsIsReadFromWiderOnes() {
        long age = Duration.ofDays(30).toSeconds();

        assertThat(Resolution.of(span(Duration.ofHours(1)), 1_000, age, KEPT).width())
                .isEqualTo(Width.MINUTE);
    }

    @Test
    void thereAreNeverMoreBucketsThanAskedFor() {
        for (int hours = 1; hours < 24 * 400; hours += 7) {
            Span span = span(Duration.ofHours(hours));
            Resolution resolution = Resolution.of(span, 1_000, span.seconds(), KEPT);
            assertThat(span.seconds() / resolution.stepSeconds())
                    .as("%d hours", hours)
                    .isLessThanOrEqualTo(1_000);
            assertThat(resolution.stepSeconds() % resolution.width().seconds()).isZero();
        }
    }

    private static Span span(Duration length) {
        Instant to = Instant.parse("2026-03-02T12:00:00Z");
        return new Span(to.minus(length), to);
    }
}
