package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.replay.CsvRow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoSeriesTest {
    private static final Instant NOW = Instant.parse("2026-03-14T15:09:26Z");

    @Test
    void atLeastThreeRecordedSeriesAreBundledNewYorksTaxisAmongThem() {
        assertThat(DemoSeries.all()).hasSizeGreaterThanOrEqualTo(3).anyMatch(s -> s.id().equals("nyc-taxi"));
    }

    @Test
    void everySeriesHasHistoryAndALabelledEventAmongTheRowsThatArriveWhileOneLooks() {
        for (DemoSeries recording : DemoSeries.all()) {
            ShiftedSeries series = ShiftedSeries.endingBefore(NOW, recording);
            assertThat(series.history()).as(recording.id()).hasSizeGreaterThan(2_000);
            assertThat(series.live())
                    .as(recording.id())
                    .hasSizeBetween(400, 1_500)
                    .anyMatch(row -> series.eventAt(Instant.ofEpochMilli(row.epochMillis()))
                            .isPresent());
        }
    }

    @Test
    void aShiftKeepsRowsInTheirBucketsAndEndsTheLastOneJustBeforeNow() {
        for (DemoSeries recording : DemoSeries.all()) {
            ShiftedSeries series = ShiftedSeries.endingBefore(NOW, recording);
            long width = recording.intervalSeconds() * 1_000L;
            List<CsvRow> before = recording.rows();
            List<CsvRow> live = series.live();
            CsvRow last = live.get(live.size() - 1);
            long shift = last.epochMillis() - before.get(before.size() - 1).epochMillis();

            assertThat(shift % width).as(recording.id()).isZero();
            long end = (last.epochMillis() / width + 1) * width;
            assertThat(end).isLessThanOrEqualTo(NOW.toEpochMilli()).isGreaterThan(NOW.toEpochMilli() - width);
        }
    }

    @Test
    void aBucketIsNamedAfterTheEventThatItTouches() {
        DemoSeries taxi = DemoSeries.all().get(0);
        ShiftedSeries series = ShiftedSeries.endingBefore(NOW, taxi);

        assertThat(series.eventAt(series.shifted(Instant.parse("2014-11-27T15:30:00Z"))))
                .map(LabelledEvent::what)
                .contains("Thanksgiving");
        assertThat(series.eventAt(series.shifted(Instant.parse("2014-11-20T15:30:00Z"))))
                .isEmpty();
    }
}
