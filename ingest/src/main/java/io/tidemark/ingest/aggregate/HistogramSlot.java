package io.tidemark.ingest.aggregate;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Exact ranks of weighted samples, by the rule that Datadog's Agent uses.
 *
 * <p>A sample at rate r has weight w = ⌊1/r⌋; n = Σ w. Samples in rising order: the median is the first whose cumulative weight
 * is over (n−1)/2, the p-th percentile the first whose cumulative weight is over (p·n−1)/100, with p in whole per cent and
 * whole-number division, as the Agent divides. The sum adds value ÷ r, avg = sum ÷ n, count = n ÷ interval (a rate).
 *
 * <p>Example: 1 1 1 2 2 2 3 3 → n = 8; avg 15 ÷ 8 = 1.875; count 0.8; median: cumulative weights 3, 6, 8 against 3 → 2;
 * 95percentile: (760−1)/100 = 7 → 3; max 3.
 *
 * <p>Cost: 8 bytes a sample, 16 where weights differ; closing sorts, n log n.
 */
final class HistogramSlot extends Slot {

    /** So many values at a time go to the others, a power of two: what lies far apart for each series is touched once for all of them. */
    private static final int RECENT = 16;

    private final double[] recent = new double[RECENT];
    private double[] values = new double[RECENT];
    /** Weights of the samples; null while all weigh the same, as they do without a sample rate. */
    private long[] weights;

    private long weightOfAll;
    private int size;
    private double sum;

    HistogramSlot(Context context) {
        super(context, Context.Kind.HISTOGRAM);
    }

    @Override
    Reason add(double value, double rate, int valuesMax) {
        double next = sum + scaled(value, rate);
        if (!Double.isFinite(next)) {
            return Reason.OVERFLOW;
        }
        if (size >= valuesMax) {
            return Reason.TOO_MANY_VALUES;
        }
        sum = next;
        weigh(rate == 1 ? 1 : (long) (1 / rate));
        recent[size++ % RECENT] = value;
        if (size % RECENT == 0) {
            keep(RECENT);
        }
        return null;
    }

    /** Moves the last values to the others. */
    private void keep(int count) {
        if (size > values.length) {
            values = Arrays.copyOf(values, Math.max(size, values.length * 2));
        }
        System.arraycopy(recent, 0, values, size - count, count);
    }

    private void weigh(long weight) {
        if (size == 0) {
            weightOfAll = weight;
        }
        if (weights == null) {
            if (weight == weightOfAll) {
                return;
            }
            weights = new long[Math.max(RECENT, size * 2)];
            Arrays.fill(weights, 0, size, weightOfAll);
        } else if (weights.length == size) {
            weights = Arrays.copyOf(weights, size * 2);
        }
        weights[size] = weight;
    }

    @Override
    void close(Points out, long bucketStartMillis, AggregateSettings settings) {
        keep(size % RECENT);
        sort();
        long total = weights == null
                ? size * weightOfAll
                : Arrays.stream(weights, 0, size).sum();
        for (String aggregate : settings.histogramAggregates()) {
            String text = context.textWith("." + aggregate);
            int interval = settings.intervalSeconds();
            if (aggregate.equals("count")) {
                out.add(text, PointKind.RATE, interval, bucketStartMillis, total / (double) interval);
            } else {
                out.add(text, PointKind.GAUGE, 0, bucketStartMillis, aggregate(aggregate, total));
            }
        }
        for (double fraction : settings.histogramPercentiles()) {
            long percent = Math.round(fraction * 100);
            out.add(
                    context.textWith("." + percent + "percentile"),
                    PointKind.GAUGE,
                    0,
                    bucketStartMillis,
                    firstWithWeightOver((percent * total - 1) / 100));
        }
        size = 0;
        sum = 0;
        weights = null;
    }

    private double aggregate(String aggregate, long total) {
        return switch (aggregate) {
            case "max" -> values[size - 1];
            case "min" -> values[0];
            case "median" -> firstWithWeightOver((total - 1) / 2);
            case "avg" -> sum / total;
            case "sum" -> sum;
            default -> throw new IllegalStateException("unchecked aggregate " + aggregate);
        };
    }

    private double firstWithWeightOver(long rank) {
        if (weights == null) {
            return values[(int) Math.min(size - 1, rank / weightOfAll)];
        }
        long cumulative = 0;
        for (int i = 0; i < size; i++) {
            cumulative += weights[i];
            if (cumulative > rank) {
                return values[i];
            }
        }
        return values[size - 1];
    }

    private void sort() {
        if (weights == null) {
            Arrays.sort(values, 0, size);
            return;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] sortedValues = new double[size];
        long[] sortedWeights = new long[size];
        for (int i = 0; i < size; i++) {
            sortedValues[i] = values[order[i]];
            sortedWeights[i] = weights[order[i]];
        }
        values = sortedValues;
        weights = sortedWeights;
    }
}
