package io.tidemark.detectors.evaluate;

import java.util.Arrays;
import java.util.List;

/**
 * The score of the Numenta Anomaly Benchmark [1]: 0 for a detector that never fires, 100 for a perfect one.
 *
 * <p>Each row has a reward. Inside a window, the earliest detected row pays {@code s(-(b - k + 1) / width) / s(-1)} times the
 * weight of a hit, where {@code s(x) = 2 / (1 + e^5x) - 1}; a window without one costs the weight of a miss. A row outside
 * costs the weight of a false alarm times {@code s(distance / (width - 1))} behind the window before it, or -1 where there is
 * none, or where it is more than three widths away. The first 15 % of a file, at most 750 rows, do not count. One threshold
 * serves the whole corpus and is searched exactly: every distinct score is tried, so the best one cannot be missed (NAB's
 * own hill climbing sometimes does).
 *
 * <p>[1] Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms", 2015; numenta/NAB, nab/scorer.py.
 */
final class NabScore {
    enum Profile {
        STANDARD(0.11, 1),
        LOW_FALSE_ALARMS(0.22, 1),
        LOW_MISSES(0.11, 2);

        final double falseAlarm;
        final double miss;

        Profile(double falseAlarm, double miss) {
            this.falseAlarm = falseAlarm;
            this.miss = miss;
        }
    }

    record Result(double score, double threshold, int windows, int windowsHit, int falseAlarmRows) {}

    private static final double PROBATION = 0.15;
    private static final int PROBATION_ROWS_MAX = 750;

    private final float[] scores;
    private final int[] window;
    private final double[] unit;
    private final int windows;
    private final int scoredWindows;
    private int filled;
    private int[] order;

    /** The rows of a file with its windows: their rewards without the scores. */
    record Part(float[] scores, long[] times, List<Corpus.Window> windows) {}

    NabScore(List<Part> parts) {
        int rows = parts.stream().mapToInt(p -> p.times.length).sum();
        scores = new float[rows];
        window = new int[rows];
        unit = new double[rows];
        int base = 0;
        for (Part part : parts) {
            lay(part, base);
            base += part.windows.size();
        }
        windows = base;
        boolean[] counted = new boolean[base];
        for (int i = 0; i < filled; i++) {
            if (window[i] >= 0) {
                counted[window[i]] = true;
            }
        }
        int count = 0;
        for (boolean c : counted) {
            count += c ? 1 : 0;
        }
        scoredWindows = count;
        order = Descending.order(Arrays.copyOf(scores, filled));
    }

    static double sigmoid(double position) {
        return position > 3 ? -1 : 2 / (1 + StrictMath.exp(5 * position)) - 1;
    }

    private void lay(Part part, int base) {
        int n = part.times.length;
        int[] win = new int[n];
        double[] reward = new double[n];
        Arrays.fill(win, -1);
        Arrays.fill(reward, -1);
        int next = 0;
        int right = -1;
        int width = 0;
        for (int w = 0; w < part.windows.size(); w++) {
            int first = find(part.times, part.windows.get(w).first(), next);
            int last = first < 0 ? -1 : find(part.times, part.windows.get(w).last(), first);
            if (last < 0) {
                break;
            }
            behind(reward, next, first, right, width);
            width = last - first + 1;
            for (int k = first; k <= last; k++) {
                reward[k] = sigmoid(-(last - k + 1) / (double) width) / sigmoid(-1);
                win[k] = base + w;
            }
            right = last;
            next = last + 1;
        }
        behind(reward, next, n, right, width);
        int probation = (int) Math.min(Math.floor(PROBATION * n), PROBATION_ROWS_MAX);
        for (int k = probation; k < n; k++) {
            scores[filled] = part.scores[k];
            window[filled] = win[k];
            unit[filled++] = reward[k];
        }
    }

    private static void behind(double[] reward, int from, int to, int right, int width) {
        for (int k = from; right >= 0 && k < to; k++) {
            reward[k] = sigmoid((k - right) / (double) Math.max(1, width - 1));
        }
    }

    private static int find(long[] times, long time, int from) {
        for (int i = from; i < times.length; i++) {
            if (times[i] == time) {
                return i;
            }
        }
        return -1;
    }

    /** The best score over all thresholds. */
    Result best(Profile profile) {
        double[] paid = new double[windows];
        Arrays.fill(paid, -profile.miss);
        double nothing = -profile.miss * scoredWindows;
        double total = nothing;
        double best = nothing;
        double threshold = Double.POSITIVE_INFINITY;
        int hit = 0;
        int hitAtBest = 0;
        int falseRows = 0;
        int falseAtBest = 0;
        for (int j = 0; j < order.length; j++) {
            int i = order[j];
            int w = window[i];
            if (w < 0) {
                total += unit[i] * profile.falseAlarm;
                falseRows++;
            } else if (unit[i] > paid[w]) {
                hit += paid[w] == -profile.miss ? 1 : 0;
                total += unit[i] - paid[w];
                paid[w] = unit[i];
            }
            boolean lastOfValue = j + 1 == order.length || scores[order[j + 1]] != scores[i];
            if (lastOfValue && total > best) {
                best = total;
                threshold = scores[i];
                hitAtBest = hit;
                falseAtBest = falseRows;
            }
        }
        double value = windows == 0 ? 0 : 100 * (best - nothing) / (windows - nothing);
        return new Result(value, threshold, windows, hitAtBest, falseAtBest);
    }
}
