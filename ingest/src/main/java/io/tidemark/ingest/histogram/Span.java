package io.tidemark.ingest.histogram;

/**
 * A run of exponential buckets: {@code counts[i]} values in (base^(offset+i), base^(offset+i+1)].
 *
 * @param counts none negative; not to be changed
 */
record Span(int offset, double[] counts) {

    static final Span EMPTY = new Span(0, new double[0]);

    boolean isEmpty() {
        return counts.length == 0;
    }

    int end() {
        return offset + counts.length;
    }

    /** The same in buckets that are 2^steps as wide in the exponent. */
    Span coarser(int steps) {
        if (steps == 0 || isEmpty()) {
            return this;
        }
        int from = offset >> Math.min(31, steps);
        int to = end() - 1 >> Math.min(31, steps);
        double[] merged = new double[to - from + 1];
        for (int i = 0; i < counts.length; i++) {
            merged[(offset + i >> Math.min(31, steps)) - from] += counts[i];
        }
        return new Span(from, merged);
    }

    /** This minus an earlier one of the same width; null where a bucket fell. */
    Span minus(Span before) {
        double[] more = counts.clone();
        for (int i = 0; i < before.counts.length; i++) {
            if (before.counts[i] == 0) {
                continue;
            }
            int at = before.offset + i - offset;
            if (at < 0 || at >= more.length || more[at] < before.counts[i]) {
                return null;
            }
            more[at] -= before.counts[i];
        }
        return new Span(offset, more);
    }

    /** The same without empty buckets at its ends. */
    Span trimmed() {
        int from = 0;
        int to = counts.length;
        while (from < to && counts[from] == 0) {
            from++;
        }
        while (to > from && counts[to - 1] == 0) {
            to--;
        }
        if (from == to) {
            return EMPTY;
        }
        return from == 0 && to == counts.length
                ? this
                : new Span(offset + from, java.util.Arrays.copyOfRange(counts, from, to));
    }

    boolean isSameAs(Span other) {
        return offset == other.offset && java.util.Arrays.equals(counts, other.counts);
    }
}
