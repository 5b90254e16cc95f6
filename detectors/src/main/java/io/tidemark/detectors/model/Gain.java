package io.tidemark.detectors.model;

/** How much a new value counts in a running mean. */
public final class Gain {
    private Gain() {}

    /**
     * 1 / (count + 1), so that the first values make a plain mean, but not below {@code least}, so that later ones make one that
     * fades. No division once it would not matter.
     *
     * @param count values learnt before this one
     */
    public static double of(double least, double count) {
        return least * (count + 1) >= 1 ? least : 1 / (count + 1);
    }
}
