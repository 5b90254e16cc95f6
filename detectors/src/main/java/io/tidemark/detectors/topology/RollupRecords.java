package io.tidemark.detectors.topology;

import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Closed buckets as records: one for each width, corrections apart, at most {@value #ROWS_MAX} rows each. */
final class RollupRecords {
    private static final int ROWS_MAX = 4_000;
    /** Below what a topic takes, 1 MiB, with long names and sketches. */
    private static final int RECORD_BYTES_MAX = 512 * 1024;

    private static final int ROW_BYTES = 60;
    private static final int FIXED_MINUTE = 60;

    private final RollupBatchWriter writer;
    private final Tally tally;

    RollupRecords(Wire wire, Tally tally) {
        this.writer = new RollupBatchWriter(wire);
        this.tally = tally;
    }

    /** Writes all rows but those of widths that only a query wished for. The key is the series where there is only one. */
    void write(ClosedBuckets rows, BiConsumer<byte[], byte[]> out) {
        if (rows.size() == 0) {
            return;
        }
        TreeMap<Integer, Boolean> kinds = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            if (isPublished(rows.widthSeconds(row))) {
                kinds.put(rows.widthSeconds(row) * 2 + (rows.correction(row) ? 1 : 0), rows.correction(row));
            }
        }
        for (Map.Entry<Integer, Boolean> kind : kinds.entrySet()) {
            write(rows, kind.getKey() / 2, kind.getValue(), out);
        }
    }

    byte[] tick(long tickMillis) {
        return writer.tick(tickMillis);
    }

    private static boolean isPublished(int width) {
        return width == 10 || width == FIXED_MINUTE || width == 600 || width == 3_600;
    }

    private void write(ClosedBuckets rows, int width, boolean correction, BiConsumer<byte[], byte[]> out) {
        writer.begin(width, correction);
        RolledSeries only = null;
        boolean mixed = false;
        int bytes = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.widthSeconds(row) != width || rows.correction(row) != correction) {
                continue;
            }
            RolledSeries series = rows.series(row);
            byte[] sketch = rows.sketch(row) == null ? null : rows.sketch(row).toBytes();
            bytes += ROW_BYTES + series.text().length() + (sketch == null ? 0 : sketch.length);
            mixed |= only != null && only != series;
            only = series;
            writer.add(
                    series.text(),
                    series.kind(),
                    series.pointIntervalSeconds(),
                    rows.startSeconds(row),
                    rows.count(row),
                    rows.sum(row),
                    rows.min(row),
                    rows.max(row),
                    rows.last(row),
                    sketch);
            tally.one(correction ? Tally.Of.CORRECTIONS : Tally.Of.ROLLUPS);
            if (writer.size() == ROWS_MAX || bytes > RECORD_BYTES_MAX) {
                out.accept(mixed ? null : Addressed.key(only.text()), writer.toBytes());
                writer.begin(width, correction);
                mixed = false;
                only = null;
                bytes = 0;
            }
        }
        if (writer.size() > 0) {
            out.accept(mixed ? null : Addressed.key(only.text()), writer.toBytes());
        }
    }
}
