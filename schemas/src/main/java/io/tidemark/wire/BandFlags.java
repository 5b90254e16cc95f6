package io.tidemark.wire;

import io.tidemark.avro.View;

/** Bits of the column {@code flags} of a band batch. */
public final class BandFlags {

    /** Out of the band, in a direction that the detector looks at. */
    public static final int ANOMALOUS = 1;
    /** The value is above the upper edge. */
    public static final int ABOVE = 2;
    /** The value is below the lower edge. */
    public static final int BELOW = 4;
    /** The model is still cold. */
    public static final int PROVISIONAL = 8;
    /** The bucket lies in a span marked "not normal, do not learn". */
    public static final int EXCLUDED = 16;
    /** The row replaces one that was told before, because late points came. */
    public static final int CORRECTION = 32;
    /** The channel for the onset of something short spoke. */
    public static final int INCIDENT = 64;
    /** The channel for something not seen before spoke. */
    public static final int BEHAVIOUR = 128;

    /** The season is that of a sibling: the series has not had one of its own yet. */
    public static final int BORROWED = 256;

    private static final int VIEW_SHIFT = 9;
    private static final int VIEW_MASK = 7;

    private BandFlags() {}

    /** What made the score, in the bits of a row. */
    public static int ofView(View view) {
        return view.ordinal() << VIEW_SHIFT;
    }

    /** What made the score of an anomalous row. */
    public static View view(int flags) {
        int ordinal = flags >> VIEW_SHIFT & VIEW_MASK;
        return ordinal < View.values().length ? View.values()[ordinal] : View.DEVIATION;
    }
}
