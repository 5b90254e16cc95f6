package io.tidemark.console.query;

/**
 * The buckets of an answer: {@code size} of them, {@code stepSeconds} wide, the first starting at {@code startSeconds}, which is
 * a multiple of the step since the Unix epoch.
 *
 * <p>Example: 09:00:30 to 10:00:10 in at most 350 buckets: a step of 20 s, 180 buckets from 09:00:20 to before 10:00:20.
 */
public record Frame(long startSeconds, int stepSeconds, int size) {

    /** Buckets of an answer whose query names no width, at most. */
    public static final int POINTS_DEFAULT = 350;

    /** Buckets of any answer, at most: two months of hours, four days of 30 s. */
    public static final int POINTS_MAX = 12_000;

    private static final int[] STEPS = {
        10, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800,
        604_800
    };

    public Frame {
        if (stepSeconds < 10 || size < 1 || Math.floorMod(startSeconds, (long) stepSeconds) != 0) {
            throw new IllegalArgumentException("Frame of " + size + " x " + stepSeconds + " s from " + startSeconds);
        }
    }

    /**
     * The buckets that touch a span.
     *
     * @param toSeconds first instant after it
     * @param statedSeconds width that the query names; 0 where it leaves it open
     * @param pointsMax buckets where it does, at most
     * @throws QueryRefusedException where the stated width gives too many
     */
    public static Frame of(long fromSeconds, long toSeconds, int statedSeconds, int pointsMax) {
        int step = statedSeconds == 0 ? step(toSeconds - fromSeconds, pointsMax) : statedSeconds;
        long start = Math.floorDiv(fromSeconds, (long) step) * step;
        long size = Math.max(1, Math.floorDiv(toSeconds - start + step - 1, (long) step));
        if (size > POINTS_MAX) {
            throw new QueryRefusedException(
                    "The time frame has " + size + " buckets of " + step + " s (expected at most " + POINTS_MAX
                            + "). Take a wider rollup or a shorter time frame.",
                    "too-many-points");
        }
        return new Frame(start, step, (int) size);
    }

    /** The first round width with which a span has at most so many buckets, one partial one aside. */
    static int step(long spanSeconds, int pointsMax) {
        for (int step : STEPS) {
            if ((spanSeconds + step - 1) / step + 1 <= Math.max(2, pointsMax)) {
                return step;
            }
        }
        long weeks = spanSeconds / ((long) pointsMax * 604_800) + 1;
        return Math.toIntExact(weeks * 604_800);
    }

    public long start(int bucket) {
        return startSeconds + (long) bucket * stepSeconds;
    }

    /** First instant after the last bucket. */
    public long endSeconds() {
        return start(size);
    }

    /** The bucket that an instant lies in; outside the frame where it lies outside. */
    public int bucketOf(long seconds) {
        return (int) Math.max(-1, Math.min(size, Math.floorDiv(seconds - startSeconds, (long) stepSeconds)));
    }

    /** The same buckets with so many more in front. */
    public Frame before(int buckets) {
        return new Frame(startSeconds - (long) buckets * stepSeconds, stepSeconds, size + buckets);
    }

    /** The same width and number, so much earlier; the shift is rounded to whole buckets. */
    public Frame earlier(long seconds) {
        return new Frame(startSeconds - Math.round((double) seconds / stepSeconds) * stepSeconds, stepSeconds, size);
    }
}
