package io.tidemark.detectors.rollup;

import io.tidemark.avro.PointKind;
import io.tidemark.series.Series;

/** A series of this task while it has state: one object for as long, so that others may keep what they know of it. */
public final class RolledSeries {
    private static final int[] NO_WIDTHS = {};

    private final int handle;
    private final String text;
    /** The bytes that hold its block, which do not move while it has one, and where in them. */
    final byte[] slab;

    final int block;
    private final boolean ascii;
    PointKind kind;
    int pointIntervalSeconds;

    /** Widths wished for besides the fixed ones, with the handles of their blocks, and which wishes they answer. */
    int[] widths = NO_WIDTHS;

    int[] widthBlocks = NO_WIDTHS;
    long widthsEpoch = -1;

    /** Open base buckets; those of them not in the cell that follows from their start; those before everything told. */
    int open;

    int awayFromHome;
    int backwards;
    /** A closed bucket was corrected and has to be told again. */
    boolean corrected;

    /** The series that came after this one last time: senders mostly keep their order. */
    RolledSeries follower;

    RolledSeries(int handle, String text, PointKind kind, int pointIntervalSeconds, byte[] slab, int block) {
        this.handle = handle;
        this.slab = slab;
        this.block = block;
        this.text = text;
        this.ascii = text.chars().allMatch(c -> c < 128);
        this.kind = kind;
        this.pointIntervalSeconds = pointIntervalSeconds;
    }

    /** A series that stands for itself, as when kept buckets are read again; the number is one that no other has there. */
    public static RolledSeries of(int slot, String text, PointKind kind, int pointIntervalSeconds) {
        return new RolledSeries(slot, text, kind, pointIntervalSeconds, null, 0);
    }

    int handle() {
        return handle;
    }

    /** A small number, no other series of the task has it at the same time; for arrays beside the state. */
    public int slot() {
        return handle & (1 << 27) - 1;
    }

    public String text() {
        return text;
    }

    /** Whether the text is of ASCII characters only. */
    boolean isAscii() {
        return ascii;
    }

    /** The text taken apart; not kept, for there may be a million of them. */
    public Series parsed() {
        return Series.parse(text);
    }

    public PointKind kind() {
        return kind;
    }

    /** Seconds that one COUNT or RATE point stands for; 0 where unknown. */
    public int pointIntervalSeconds() {
        return pointIntervalSeconds;
    }
}
