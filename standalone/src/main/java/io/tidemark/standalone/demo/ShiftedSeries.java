package io.tidemark.standalone.demo;

import io.tidemark.series.Series;
import io.tidemark.standalone.replay.CsvRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recording moved in time so that its last bucket is over just before a given instant. The shift is a whole number of
 * buckets, so that rows stay in the buckets in which they were recorded.
 */
final class ShiftedSeries {
    private final DemoSeries recording;
    private final List<CsvRow> rows;
    private final long shiftMillis;

    private ShiftedSeries(DemoSeries recording, List<CsvRow> rows, long shiftMillis) {
        this.recording = recording;
        this.rows = rows;
        this.shiftMillis = shiftMillis;
    }

    static ShiftedSeries endingBefore(Instant end, DemoSeries recording) {
        List<CsvRow> recorded = recording.rows();
        long widthMillis = recording.intervalSeconds() * 1_000L;
        long lastMillis = recorded.get(recorded.size() - 1).epochMillis();
        long endOfLastBucket = (Math.floorDiv(lastMillis, widthMillis) + 1) * widthMillis;
        long shift = Math.floorDiv(end.toEpochMilli() - endOfLastBucket, widthMillis) * widthMillis;
        List<CsvRow> shifted = recorded.stream()
                .map(row -> new CsvRow(row.epochMillis() + shift, row.value()))
                .toList();
        return new ShiftedSeries(recording, shifted, shift);
    }

    DemoSeries recording() {
        return recording;
    }

    Series series() {
        return recording.series();
    }

    /** When the part that arrives while one looks begins, in shifted time. */
    Instant liveFrom() {
        return shifted(recording.liveFrom());
    }

    Instant shifted(Instant recordedTime) {
        return recordedTime.plusMillis(shiftMillis);
    }

    Instant recordedTime(Instant shiftedTime) {
        return shiftedTime.minusMillis(shiftMillis);
    }

    List<CsvRow> history() {
        long from = liveFrom().toEpochMilli();
        return rows.stream().filter(row -> row.epochMillis() < from).toList();
    }

    List<CsvRow> live() {
        long from = liveFrom().toEpochMilli();
        return rows.stream().filter(row -> row.epochMillis() >= from).toList();
    }

    /** The labelled event that a bucket of shifted time touches. */
    Optional<LabelledEvent> eventAt(Instant bucketStart) {
        Instant start = recordedTime(bucketStart);
        Instant end = start.plusSeconds(recording.intervalSeconds() - 1L);
        return recording.events().stream()
                .filter(event -> event.covers(start) || event.covers(end))
                .findFirst();
    }
}
