package io.tidemark.detectors.model;

/**
 * A streaming model of what is normal for a series: one pass, no look-ahead, a fixed block of state.
 *
 * <p>Every block starts with the same sixteen bytes ({@link BlockHeader}): the layout (model and version of its bytes), how
 * many values were learnt, and the last bucket start. Not safe for two threads at once.
 */
public interface Model {
    /** Name and version of the code that judges: {@code sarima/1}. */
    String name();

    /** Bytes of state for each series. */
    int stateBytes();

    /** Makes the block that of a series nobody has seen. */
    void reset(Block state);

    /**
     * Judges one bucket, then learns from it.
     *
     * @param bucketStartSeconds start of the bucket, epoch seconds; may repeat, jump ahead or go back
     * @param value the bucket's value; NaN (or an infinity) means that there is none: the clock advances, what is expected
     *     is told, nothing is learnt
     * @param out overwritten with the judgement
     */
    void next(Block state, long bucketStartSeconds, double value, Judgement out);

    /** True if the block was written by this model and this layout version; otherwise it must be reset and warmed up. */
    boolean accepts(Block state);

    /** Values after which a series may {@link #borrow}: fewer do not tell its size. */
    int BORROW_FROM = 10;

    /**
     * Gives a young series the seasonal shape of a sibling (same detector, other tags), scaled to its own level. Until it has
     * had a whole season of its own its judgements say {@link Judgement#borrowed}, its band is wider, and its own values
     * replace what was borrowed as they come.
     *
     * @param state a block of this model that has learnt at least {@link #BORROW_FROM} values and less than a season
     * @param sibling a block of this model that has had a whole season; only read
     * @return false, and nothing changed, where there is nothing to borrow: the model or the sibling has no season, or the series is
     *     too young or too old
     */
    default boolean borrow(Block state, Block sibling) {
        return false;
    }

    /** Whether a series that has learnt so many values has a season that others may {@link #borrow}; it keeps it. */
    default boolean lends(int seen) {
        return false;
    }

    /**
     * Judges a bucket without learning from it (exclusions, previews): the state only notes that time has passed.
     *
     * @param scratch a block of {@link #stateBytes} bytes that is overwritten
     */
    default void judgeOnly(Block state, Block scratch, long bucketStartSeconds, double value, Judgement out) {
        scratch.copyFrom(state);
        next(scratch, bucketStartSeconds, value, out);
        // The real state sees a gap; what it would have told is overwritten by what the copy told about the value.
        scratch.copyFrom(state);
        Judgement told = out.copy();
        next(state, bucketStartSeconds, Double.NaN, out);
        out.set(told);
    }
}
