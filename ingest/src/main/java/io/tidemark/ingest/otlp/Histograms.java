package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.histogram.BoundedBuckets;
import io.tidemark.ingest.histogram.ExponentialBuckets;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.List;
import java.util.Optional;

/** Histograms and summaries as sent, checked. Nothing is allocated beyond what the message itself holds. */
final class Histograms {

    private static final int BUCKETS_MAX = 16_384;
    private static final long COUNT_MAX = 1L << 53;

    private Histograms() {}

    static Verdict<BoundedBuckets> of(HistogramDataPoint point) {
        int bounds = point.getExplicitBoundsCount();
        int counts = point.getBucketCountsCount();
        if (counts != bounds + 1 && (counts != 0 || bounds != 0)) {
            return bad("bucketCounts", counts + " counts", "expected one more than the " + bounds + " bounds");
        }
        if (counts > BUCKETS_MAX) {
            return bad("bucketCounts", counts + " counts", "expected at most " + BUCKETS_MAX);
        }
        double[] edges = new double[bounds];
        for (int i = 0; i < bounds; i++) {
            edges[i] = point.getExplicitBounds(i);
            if (!Double.isFinite(edges[i]) || i > 0 && edges[i] <= edges[i - 1]) {
                return bad("explicitBounds[" + i + "]", Double.toString(edges[i]), "expected finite, rising bounds");
            }
        }
        Verdict<double[]> buckets = counts("bucketCounts", point.getBucketCountsList());
        if (!buckets.isAdmitted()) {
            return Verdict.refused(buckets.refusal());
        }
        double sum = point.hasSum() ? point.getSum() : Double.NaN;
        Optional<Refusal> fault = totalsOf(
                point.getCount(),
                counts == 0 ? point.getCount() : total(buckets.value()),
                point.hasSum(),
                sum,
                bounds > 0 && edges[0] >= 0 && buckets.value()[0] == 0);
        return fault.<Verdict<BoundedBuckets>>map(Verdict::refused)
                .orElseGet(() -> Verdict.admitted(new BoundedBuckets(edges, buckets.value(), point.getCount(), sum)));
    }

    static Verdict<ExponentialBuckets> of(ExponentialHistogramDataPoint point) {
        int most = Math.max(
                point.getPositive().getBucketCountsCount(), point.getNegative().getBucketCountsCount());
        if (most > BUCKETS_MAX) {
            return bad("bucketCounts", most + " counts", "expected at most " + BUCKETS_MAX);
        }
        Verdict<double[]> positive =
                counts("positive.bucketCounts", point.getPositive().getBucketCountsList());
        Verdict<double[]> negative =
                counts("negative.bucketCounts", point.getNegative().getBucketCountsList());
        Verdict<double[]> zeros = counts("zeroCount", List.of(point.getZeroCount()));
        for (Verdict<double[]> part : List.of(positive, negative, zeros)) {
            if (!part.isAdmitted()) {
                return Verdict.refused(part.refusal());
            }
        }
        double sum = point.hasSum() ? point.getSum() : Double.NaN;
        double below = total(negative.value());
        Optional<Refusal> fault = totalsOf(
                point.getCount(),
                total(positive.value()) + below + zeros.value()[0],
                point.hasSum(),
                sum,
                below == 0 && zeros.value()[0] == 0);
        if (fault.isPresent()) {
            return Verdict.refused(fault.get());
        }
        try {
            return Verdict.admitted(ExponentialBuckets.of(
                    point.getScale(),
                    zeros.value()[0],
                    new ExponentialBuckets.Side(point.getPositive().getOffset(), positive.value()),
                    new ExponentialBuckets.Side(point.getNegative().getOffset(), negative.value()),
                    point.getCount(),
                    sum));
        } catch (IllegalArgumentException e) {
            return bad(
                    "scale",
                    "scale " + point.getScale() + ", offsets "
                            + point.getPositive().getOffset() + " and "
                            + point.getNegative().getOffset(),
                    e.getMessage());
        }
    }

    static Optional<Refusal> refusalOf(SummaryDataPoint point) {
        double before = -1;
        for (int i = 0; i < point.getQuantileValuesCount(); i++) {
            SummaryDataPoint.ValueAtQuantile at = point.getQuantileValues(i);
            if (!(at.getQuantile() >= 0 && at.getQuantile() <= 1) || at.getQuantile() <= before) {
                return Optional.of(new Refusal(
                        Reason.BAD_SUMMARY,
                        "quantileValues[" + i + "].quantile",
                        Double.toString(at.getQuantile()),
                        "expected rising quantiles from 0 to 1"));
            }
            before = at.getQuantile();
        }
        if (point.getCount() < 0 || point.getCount() > COUNT_MAX || !Double.isFinite(point.getSum())) {
            return Optional.of(new Refusal(
                    Reason.BAD_SUMMARY,
                    "sum",
                    point.getSum() + " of " + Long.toUnsignedString(point.getCount()) + " values",
                    "expected a finite sum, and a count up to 2^53"));
        }
        return Optional.empty();
    }

    private static Verdict<double[]> counts(String where, List<Long> sent) {
        double[] counts = new double[sent.size()];
        for (int i = 0; i < counts.length; i++) {
            long count = sent.get(i);
            if (count < 0 || count > COUNT_MAX) {
                return bad(where, Long.toUnsignedString(count), "expected counts up to 2^53");
            }
            counts[i] = count;
        }
        return Verdict.admitted(counts);
    }

    /** @param positive whether every value is known to be over 0 */
    private static Optional<Refusal> totalsOf(
            long count, double inBuckets, boolean hasSum, double sum, boolean positive) {
        if (count < 0 || count != inBuckets) {
            return Optional.of(new Refusal(
                    Reason.INCONSISTENT_HISTOGRAM,
                    "count",
                    Long.toUnsignedString(count),
                    "expected what the buckets add up to, " + (long) inBuckets));
        }
        if (hasSum && !Double.isFinite(sum)) {
            return Optional.of(new Refusal(Reason.BAD_VALUE, "sum", Double.toString(sum), "expected a finite number"));
        }
        if (hasSum && sum < 0 && positive) {
            return Optional.of(new Refusal(
                    Reason.INCONSISTENT_HISTOGRAM,
                    "sum",
                    Double.toString(sum),
                    "expected a sum of at least 0, for no value lies under 0"));
        }
        return Optional.empty();
    }

    private static double total(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        return total;
    }

    private static <T> Verdict<T> bad(String where, String found, String expected) {
        return Verdict.refused(new Refusal(Reason.BAD_HISTOGRAM, where, found, expected));
    }
}
