package io.tidemark.detectors.topology;

import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.util.function.BiConsumer;

/** Closed buckets as records: one for each width, corrections apart, at most {@value #ROWS_MAX} rows each. */
final class RollupRecords {
    private static final int ROWS_MAX = 4_000;
    /** Below what a topic takes, 1 MiB, with long names and sketches. */
    private static final int RECORD_BYTES_MAX = 512 * 1024;

    private static final int ROW_BYTES = 60;
    private static final int[] WIDTHS = {Rollup.BASE_SECONDS, 60, 600, 3_600};

    private static final int NOT_TOLD = -1;

    private final RollupBatchWriter writer;
    /** Which record a row of the batch goes into: the place of its width in {@link #WIDTHS} twice, one more for a correction. */
    private byte[] recordOf = new byte[64];

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
        if (recordOf.length < rows.size()) {
            recordOf = new byte[2 * rows.size()];
        }
        int told = 0;
        for (int row = 0; row < rows.size(); row++) {
            int width = place(rows.widthSeconds(row));
            recordOf[row] = (byte) (width < 0 ? NOT_TOLD : 2 * width + (rows.correction(row) ? 1 : 0));
            told |= width < 0 ? 0 : 1 << recordOf[row];
        }
        for (int record = 0; record < 2 * WIDTHS.length; record++) {
            if ((told & 1 << record) != 0) {
                write(rows, record, out);
            }
        }
    }

    private static int place(int widthSeconds) {
        for (int i = 0; i < WIDTHS.length; i++) {
            if (WIDTHS[i] == widthSeconds) {
                return i;
            }
        }
        return NOT_TOLD;
    }

    byte[] tick(long tickMillis) {
        return writer.tick(tickMillis);
    }

    private void write(ClosedBuckets rows, int record, BiConsumer<byte[], byte[]> out) {
        int width = WIDTHS[record / 2];
        boolean correction = record % 2 == 1;
        writer.begin(width, correction);
        RolledSeries only = null;
        boolean mixed = false;
        int bytes = 0;
        int written = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (recordOf[row] != record) {
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
            written++;
            if (writer.size() == ROWS_MAX || bytes > RECORD_BYTES_MAX) {
                out.accept(mixed ? null : Addressed.key(only.text()), writer.toBytes());
                writer.begin(width, correction);
                mixed = false;
                only = null;
                bytes = 0;
            }
        }
        tally.add(correction ? Tally.Of.CORRECTIONS : Tally.Of.ROLLUPS, written);
        if (writer.size() > 0) {
            out.accept(mixed ? null : Addressed.key(only.text()), writer.toBytes());
        }
    }
}
