package io.tidemark.ingest.remotewrite;

import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.histogram.BoundedBuckets;
import io.tidemark.ingest.histogram.ExponentialBuckets;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.track.Total;

/**
 * A native histogram as sent. Buckets stand in spans: an offset from where the last span ended, and a number of
 * buckets; their
 * counts are differences between neighbours, or absolute. Bucket {@code i} holds values in (base^(i−1), base^i], base =
 * 2^(2^−schema): one more than the index that we count with. Schema −53 has bounds of its own.
 */
final class NativeHistogram {

    static final int CUSTOM_BOUNDS = -53;
    private static final int SCHEMA_MIN = -4;
    private static final int SCHEMA_MAX = 8;
    private static final int BUCKETS_MAX = 16_384;
    private static final double COUNT_MAX = 1L << 53;

    /** Told in {@code reset_hint}: not a running total. */
    private static final int HINT_GAUGE = 3;

    long timeMillis;
    double count;
    double sum;
    int schema;
    double zeros;
    int resetHint;
    final Buckets positive = new Buckets();
    final Buckets negative = new Buckets();
    double[] bounds = {};

    /** One side: spans as offsets and lengths in turn, counts as sent. */
    static final class Buckets {
        int[] spans = {};
        double[] counts = {};
        boolean differences;
    }

    boolean isGauge() {
        return resetHint == HINT_GAUGE;
    }

    /** The histogram, checked. */
    Verdict<Total> read() {
        if (schema != CUSTOM_BOUNDS && (schema < SCHEMA_MIN || schema > SCHEMA_MAX)) {
            return bad("schema", Integer.toString(schema), "expected a schema from -4 to 8, or -53");
        }
        if (!Double.isFinite(sum)) {
            return Verdict.refused(
                    new Refusal(Reason.BAD_VALUE, "sum", Double.toString(sum), "expected a finite number"));
        }
        if (!(count >= 0 && count <= COUNT_MAX && zeros >= 0 && zeros <= COUNT_MAX)) {
            return bad("count", count + ", zeros " + zeros, "expected counts from 0 to 2^53");
        }
        try {
            return schema == CUSTOM_BOUNDS ? custom() : exponential();
        } catch (IllegalArgumentException e) {
            return bad("spans", "", e.getMessage());
        }
    }

    private Verdict<Total> exponential() {
        ExponentialBuckets.Side up = side(positive);
        ExponentialBuckets.Side down = side(negative);
        double inBuckets = total(up.counts()) + total(down.counts()) + zeros;
        return agrees(inBuckets)
                ? Verdict.admitted(ExponentialBuckets.of(schema, zeros, up, down, inBuckets, sum))
                : disagrees(inBuckets);
    }

    private Verdict<Total> custom() {
        for (int i = 0; i < bounds.length; i++) {
            if (!Double.isFinite(bounds[i]) || i > 0 && bounds[i] <= bounds[i - 1]) {
                return bad("custom_values", Double.toString(bounds[i]), "expected finite, rising bounds");
            }
        }
        ExponentialBuckets.Side side = side(positive);
        // Our index is one lower: the first bucket, up to the first bound, then is -1.
        int first = side.offset() + 1;
        if (first < 0 || first + side.counts().length > bounds.length + 1) {
            return bad("spans", "", "expected buckets within the " + bounds.length + " bounds");
        }
        double[] counts = new double[bounds.length + 1];
        System.arraycopy(side.counts(), 0, counts, first, side.counts().length);
        double inBuckets = total(counts);
        return agrees(inBuckets)
                ? Verdict.admitted(new BoundedBuckets(bounds, counts, inBuckets, sum))
                : disagrees(inBuckets);
    }

    /** Counts laid out from the first bucket to the last, with zeros in the gaps. */
    private static ExponentialBuckets.Side side(Buckets sent) {
        long first = 0;
        long end = 0;
        long inSpans = 0;
        for (int i = 0; i < sent.spans.length; i += 2) {
            int offset = sent.spans[i];
            int length = sent.spans[i + 1];
            if (length < 0 || i > 0 && offset < 0) {
                throw new IllegalArgumentException("expected spans that neither overlap nor have a negative length");
            }
            first = i == 0 ? offset : first;
            end = (i == 0 ? 0 : end) + offset + length;
            inSpans += length;
            if (end - first > BUCKETS_MAX) {
                throw new IllegalArgumentException("expected at most " + BUCKETS_MAX + " buckets");
            }
        }
        if (inSpans != sent.counts.length) {
            throw new IllegalArgumentException(
                    "expected as many counts as the spans have buckets, " + inSpans + ", found " + sent.counts.length);
        }
        return new ExponentialBuckets.Side((int) first - 1, laidOut(sent, (int) (end - first)));
    }

    private static double[] laidOut(Buckets sent, int width) {
        double[] counts = new double[width];
        int at = 0;
        int next = 0;
        double before = 0;
        for (int i = 0; i < sent.spans.length; i += 2) {
            at += i == 0 ? 0 : sent.spans[i];
            for (int j = 0; j < sent.spans[i + 1]; j++) {
                double count = sent.differences ? before + sent.counts[next] : sent.counts[next];
                if (!(count >= 0 && count <= COUNT_MAX)) {
                    throw new IllegalArgumentException("expected counts from 0 to 2^53, found " + count);
                }
                before = count;
                counts[at++] = count;
                next++;
            }
        }
        return counts;
    }

    /**
     * NaN observations are in the count and in no bucket, so the count may be higher; rounding of floats is let
     * pass.
     */
    private boolean agrees(double inBuckets) {
        return inBuckets <= count * (1 + 1e-9);
    }

    private Verdict<Total> disagrees(double inBuckets) {
        return Verdict.refused(new Refusal(
                Reason.INCONSISTENT_HISTOGRAM,
                "count",
                Double.toString(count),
                "expected at least what the buckets add up to, " + inBuckets));
    }

    private static double total(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        return total;
    }

    private static Verdict<Total> bad(String where, String found, String expected) {
        return Verdict.refused(new Refusal(Reason.BAD_HISTOGRAM, where, found, expected));
    }
}
