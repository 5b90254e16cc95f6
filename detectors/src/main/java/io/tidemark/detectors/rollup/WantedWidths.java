package io.tidemark.detectors.rollup;

/** Which bucket widths a series is read in, besides 10 s, a minute, ten minutes and an hour. */
public interface WantedWidths {
    /** Nobody wants more. */
    WantedWidths NONE = new WantedWidths() {
        @Override
        public long epoch() {
            return 0;
        }

        @Override
        public int[] of(RolledSeries series) {
            return new int[0];
        }
    };

    /** Changes whenever an answer may be another than before. */
    long epoch();

    /** Widths in seconds, multiples of 10, ascending, without the fixed ones. */
    int[] of(RolledSeries series);
}
