package io.tidemark.detectors.evaluate;

import java.util.Arrays;
import java.util.List;

/**
 * Scores for rows labelled one by one, over all series of a corpus with one threshold, exact over all thresholds.
 *
 * <p>Point-F1 takes each row for itself. Delay-limited F1 (AIOps challenge 2018): a labelled segment is wholly found if one of
 * its first {@code delay + 1} rows is flagged, else wholly missed; rows outside count for themselves. Event recall: labelled
 * segments in which a row is flagged, at the lowest threshold at which false alarms stay within a budget (flagged rows within
 * ten intervals are one alarm, false if none of its rows is labelled). Average precision is the mean over series with labels.
 */
final class PointScore {
    /** Best F1 and where it lies. */
    record F1(double f1, double precision, double recall, double threshold) {}

    /** Share of events found at the budget. */
    record Recall(double recall, int segments, int falseAlarms, double seriesWeeks, double threshold) {}

    private final List<Part> parts;
    private final float[] scores;
    private final int[] order;
    private final long positives;

    /** The rows of a series that count. */
    record Part(long[] times, boolean[] labels, float[] scores, int intervalSeconds) {
        static Part of(JudgedSeries judged) {
            LabelledSeries s = judged.series();
            int n = s.rows();
            int kept = 0;
            long[] times = new long[n];
            boolean[] labels = new boolean[n];
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                if (s.times()[i] >= s.evalFrom()) {
                    times[kept] = s.times()[i];
                    labels[kept] = s.labels()[i];
                    scores[kept++] = judged.scores()[i];
                }
            }
            return new Part(
                    Arrays.copyOf(times, kept),
                    Arrays.copyOf(labels, kept),
                    Arrays.copyOf(scores, kept),
                    judged.intervalSeconds());
        }
    }

    PointScore(List<Part> parts) {
        this.parts = parts;
        scores = new float[parts.stream().mapToInt(p -> p.scores.length).sum()];
        int at = 0;
        long labelled = 0;
        for (Part part : parts) {
            System.arraycopy(part.scores, 0, scores, at, part.scores.length);
            at += part.scores.length;
            for (boolean label : part.labels) {
                labelled += label ? 1 : 0;
            }
        }
        positives = labelled;
        order = Descending.order(scores);
    }

    F1 pointF1() {
        int[] gain = new int[scores.length];
        boolean[] good = new boolean[scores.length];
        int at = 0;
        for (Part part : parts) {
            for (boolean label : part.labels) {
                gain[at] = label ? 1 : 0;
                good[at++] = label;
            }
        }
        return sweep(gain, good);
    }

    F1 delayF1(int delay) {
        int[] gain = new int[scores.length];
        boolean[] good = new boolean[scores.length];
        int base = 0;
        for (Part part : parts) {
            for (int[] segment : segments(part.labels)) {
                int best = segment[0];
                for (int i = segment[0]; i <= Math.min(segment[1], segment[0] + delay); i++) {
                    best = part.scores[i] > part.scores[best] ? i : best;
                }
                gain[base + best] = segment[1] - segment[0] + 1;
            }
            System.arraycopy(part.labels, 0, good, base, part.labels.length);
            base += part.labels.length;
        }
        return sweep(gain, good);
    }

    private F1 sweep(int[] gain, boolean[] good) {
        long found = 0;
        long wrong = 0;
        F1 best = new F1(0, 0, 0, Double.POSITIVE_INFINITY);
        for (int j = 0; j < order.length; j++) {
            int i = order[j];
            found += gain[i];
            wrong += good[i] ? 0 : 1;
            if (j + 1 < order.length && scores[order[j + 1]] == scores[i]) {
                continue;
            }
            double f1 = 2.0 * found / Math.max(1e-12, found + wrong + positives);
            if (f1 > best.f1) {
                best = new F1(f1, (double) found / (found + wrong), (double) found / Math.max(1, positives), scores[i]);
            }
        }
        return best;
    }

    /** Mean over the series with labels of the area under precision and recall. */
    double meanAveragePrecision() {
        double sum = 0;
        int count = 0;
        for (Part part : parts) {
            long labelled = 0;
            for (boolean label : part.labels) {
                labelled += label ? 1 : 0;
            }
            if (labelled > 0) {
                sum += averagePrecision(part, labelled);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static double averagePrecision(Part part, long labelled) {
        int[] order = Descending.order(part.scores);
        long found = 0;
        long before = 0;
        double area = 0;
        for (int j = 0; j < order.length; j++) {
            found += part.labels[order[j]] ? 1 : 0;
            if (j + 1 < order.length && part.scores[order[j + 1]] == part.scores[order[j]]) {
                continue;
            }
            area += (found - before) * ((double) found / (j + 1));
            before = found;
        }
        return area / labelled;
    }

    Recall recallAt(double falseAlarmsPerSeriesWeek) {
        double weeks = parts.stream()
                .mapToDouble(p -> p.times.length * (double) p.intervalSeconds / (7 * 86_400))
                .sum();
        long merge = 10L * medianInterval();
        float[] values = distinct();
        int low = 0;
        int high = values.length;
        while (low < high) { // false alarms fall, nearly monotone, as the threshold rises
            int middle = (low + high) >>> 1;
            if (events(values[middle], merge)[1] <= falseAlarmsPerSeriesWeek * weeks) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int segments = parts.stream().mapToInt(p -> segments(p.labels).length).sum();
        if (high >= values.length) {
            return new Recall(0, segments, 0, weeks, Double.POSITIVE_INFINITY);
        }
        int[] at = events(values[high], merge);
        return new Recall(at[0] / (double) Math.max(1, segments), segments, at[1], weeks, values[high]);
    }

    /** Segments hit and false alarms at a threshold. */
    private int[] events(float threshold, long mergeSeconds) {
        int hit = 0;
        int wrong = 0;
        for (Part part : parts) {
            boolean open = false;
            boolean good = false;
            long last = 0;
            boolean segmentHit = false;
            for (int i = 0; i < part.times.length; i++) {
                if (!part.labels[i]) {
                    segmentHit = false;
                }
                if (part.scores[i] < threshold) {
                    continue;
                }
                if (open && part.times[i] - last > mergeSeconds) {
                    wrong += good ? 0 : 1;
                    good = false;
                }
                open = true;
                last = part.times[i];
                good |= part.labels[i];
                if (part.labels[i] && !segmentHit) {
                    hit++;
                    segmentHit = true;
                }
            }
            wrong += open && !good ? 1 : 0;
        }
        return new int[] {hit, wrong};
    }

    private long medianInterval() {
        int[] intervals =
                parts.stream().mapToInt(Part::intervalSeconds).sorted().toArray();
        return intervals.length == 0 ? 60 : intervals[intervals.length / 2];
    }

    private float[] distinct() {
        float[] values = new float[scores.length];
        int n = 0;
        for (int j = order.length - 1; j >= 0; j--) {
            float score = scores[order[j]];
            if (n == 0 || values[n - 1] != score) {
                values[n++] = score;
            }
        }
        return Arrays.copyOf(values, n);
    }

    /** First and last row of each run of labelled rows. */
    static int[][] segments(boolean[] labels) {
        int[][] found = new int[labels.length / 2 + 1][];
        int n = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i]) {
                int from = i;
                while (i + 1 < labels.length && labels[i + 1]) {
                    i++;
                }
                found[n++] = new int[] {from, i};
            }
        }
        return Arrays.copyOf(found, n);
    }
}
