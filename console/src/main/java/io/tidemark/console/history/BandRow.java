package io.tidemark.console.history;

/**
 * One judged bucket as the history keeps it. Floats are NaN where there is nothing.
 *
 * @param startSeconds start of the bucket, seconds since the Unix epoch
 * @param stepSeconds its width
 * @param flags bits of {@link io.tidemark.wire.BandFlags}
 */
public record BandRow(
        long startSeconds,
        int stepSeconds,
        double value,
        float expected,
        float lower,
        float upper,
        float scale,
        float score,
        float warm,
        int flags,
        long version,
        String model) {

    private static final int ANOMALOUS = 1;
    private static final int PROVISIONAL = 8;

    public boolean anomalous() {
        return (flags & ANOMALOUS) != 0;
    }

    /** Whether the model was still cold. */
    public boolean provisional() {
        return (flags & PROVISIONAL) != 0;
    }
}
