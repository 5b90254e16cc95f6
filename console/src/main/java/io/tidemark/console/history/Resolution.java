package io.tidemark.console.history;

/**
 * Chooses how coarse a graph is: the step is the first round one (20 s, 2 min, 15 min, 1 h …) with which the span has at
 * most the wanted number of buckets; it is read from the widest kept buckets that make it up and reach back far enough.
 *
 * <p>Example: a day in at most 1,000 buckets: 87 s would do, so steps of 2 min, read from buckets of 1 m: 720 buckets.
 */
record Resolution(Width width, int stepSeconds) {

    private static final int[] ROUND = {
        10, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
    };

    static Resolution of(Span span, int bucketsMax, long ageSeconds, HistorySettings kept) {
        Width chosen = Width.TEN_SECONDS;
        for (Width width : Width.values()) {
            boolean fine = (long) width.seconds() * bucketsMax <= span.seconds();
            if (fine || !reaches(chosen, ageSeconds, kept)) {
                chosen = width;
            }
        }
        return new Resolution(chosen, step(span, chosen.seconds(), bucketsMax));
    }

    /** The first round multiple of an interval with which the span has at most so many buckets. */
    static int step(Span span, int intervalSeconds, int bucketsMax) {
        long least = Math.max(intervalSeconds, (span.seconds() + bucketsMax - 1) / bucketsMax);
        for (int step : ROUND) {
            if (step >= least && step % intervalSeconds == 0) {
                return step;
            }
        }
        long multiple = (least + intervalSeconds - 1) / intervalSeconds;
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, multiple * intervalSeconds));
    }

    /** The widest kept width of which a step is made. */
    static Width within(int stepSeconds) {
        Width chosen = Width.TEN_SECONDS;
        for (Width width : Width.values()) {
            if (stepSeconds % width.seconds() == 0) {
                chosen = width;
            }
        }
        return chosen;
    }

    private static boolean reaches(Width width, long ageSeconds, HistorySettings kept) {
        return switch (width) {
            case TEN_SECONDS -> ageSeconds <= kept.baseDays() * 86_400L;
            case MINUTE -> ageSeconds <= kept.minuteDays() * 86_400L;
            default -> true;
        };
    }
}
