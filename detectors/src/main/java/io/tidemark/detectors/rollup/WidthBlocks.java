package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;
import java.util.Arrays;

/** The blocks for widths that queries wish for besides the fixed ones; they come and go with the configuration. */
final class WidthBlocks {
    private final ModelStore store;
    private final Levels levels;
    private final WantedWidths wanted;

    WidthBlocks(ModelStore store, Levels levels, WantedWidths wanted) {
        this.store = store;
        this.levels = levels;
        this.wanted = wanted;
    }

    /** Makes blocks for widths newly wished for, and frees those that nobody wants any more. */
    void takeWishes(RolledSeries series, long baseStart) {
        if (series.widthsEpoch == wanted.epoch()) {
            return;
        }
        int[] widths = wanted.of(series);
        int[] handles = widths.length == 0 ? widths : new int[widths.length];
        boolean seenBefore = SeriesBlock.lastClosed(series) != SeriesBlock.NEVER;
        for (int i = 0; i < widths.length; i++) {
            String name = series.text() + Rollup.PART + widths[i];
            handles[i] = store.find(name);
            if (handles[i] == ModelStore.NONE) {
                handles[i] = store.create(name, SeriesBlock.WIDTH_CELLS * Cell.BYTES);
                if (seenBefore) {
                    levels.beginLater(levels.wanted(widths[i], handles[i]), baseStart);
                }
            }
        }
        for (int i = 0; i < series.widths.length; i++) {
            if (Arrays.binarySearch(widths, series.widths[i]) < 0) {
                store.free(series.widthBlocks[i]);
            }
        }
        series.widths = widths;
        series.widthBlocks = handles;
        series.widthsEpoch = wanted.epoch();
    }

    /** Gives a block that was restored back to its series. */
    void resume(RolledSeries series, int width, int handle) {
        int at = -1 - Arrays.binarySearch(series.widths, width);
        series.widths = inserted(series.widths, at, width);
        series.widthBlocks = inserted(series.widthBlocks, at, handle);
        levels.resume(series, levels.wanted(series, at));
    }

    private static int[] inserted(int[] values, int at, int value) {
        int[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, more, at + 1, values.length - at);
        more[at] = value;
        return more;
    }
}
