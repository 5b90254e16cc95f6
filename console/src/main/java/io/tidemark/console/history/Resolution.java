package io.tidemark.console.history;

/**
 * Chooses how coarse a graph is: the finest kept width that still gives at most the wanted number of buckets, and that
 * reaches back far enough; then whole multiples of it.
 *
 * <p>Example: 6 hours in at most 1,000 buckets: 10 s would be 2,160, so 1 m: 360 buckets. 90 days: 1 h is 2,160, so three
 * hours are drawn as one: 720 buckets.
 */
record Resolution(Width width, int stepSeconds) {

    static Resolution of(Span span, int bucketsMax, long ageSeconds, HistorySettings kept) {
        Width chosen = Width.HOUR;
        for (Width width : Width.values()) {
            if (span.seconds() <= (long) bucketsMax * width.seconds() && reaches(width, ageSeconds, kept)) {
                chosen = width;
                break;
            }
        }
        return new Resolution(chosen, step(span, chosen.seconds(), bucketsMax));
    }

    /** The smallest multiple of an interval with which the span has at most so many buckets. */
    static int step(Span span, int intervalSeconds, int bucketsMax) {
        long atInterval = (span.seconds() + intervalSeconds - 1) / intervalSeconds;
        long multiple = Math.max(1, (atInterval + bucketsMax - 1) / bucketsMax);
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, multiple * intervalSeconds));
    }

    private static boolean reaches(Width width, long ageSeconds, HistorySettings kept) {
        return switch (width) {
            case TEN_SECONDS -> ageSeconds <= kept.baseDays() * 86_400L;
            case MINUTE -> ageSeconds <= kept.minuteDays() * 86_400L;
            default -> true;
        };
    }
}
