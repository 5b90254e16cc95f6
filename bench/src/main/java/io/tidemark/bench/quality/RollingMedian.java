package io.tidemark.bench.quality;

import io.tidemark.detectors.evaluate.Peer;
import java.util.Arrays;

/**
 * Distance to the median of the last {@value #WINDOW} values, in 1.4826 times the median of their distances (MAD); an alarm above
 * 3.5, the cut that Iglewicz and Hoaglin recommend ("How to detect and handle outliers", 1993). Where more than half of the values
 * are the same, 1.2533 times the mean distance stands in for it, as in SPSS.
 */
final class RollingMedian implements Peer {
    static final int WINDOW = 240;
    private static final double ALARM = 3.5;
    private static final double TO_SIGMA = 1.4826;
    private static final double TO_SIGMA_OF_MEAN = 1.253314;
    private static final double TINY = 1e-12;

    private final double[] last = new double[WINDOW];
    private final double[] sorted = new double[WINDOW];
    private long seen;
    private double score;

    @Override
    public double next(long startSeconds, double value) {
        score = 0;
        if (Double.isNaN(value)) {
            return 0;
        }
        if (seen >= WINDOW) {
            double median = (sorted[WINDOW / 2 - 1] + sorted[WINDOW / 2]) / 2;
            double deviation = TO_SIGMA * medianDistance(median);
            if (deviation < TINY) {
                deviation = TO_SIGMA_OF_MEAN * meanDistance(median);
            }
            score = deviation < TINY ? 0 : Math.abs(value - median) / deviation;
        }
        int at = (int) (seen % WINDOW);
        int n = (int) Math.min(seen, WINDOW);
        if (n == WINDOW) {
            int gone = Arrays.binarySearch(sorted, 0, n, last[at]);
            System.arraycopy(sorted, gone + 1, sorted, gone, n - gone - 1);
            n--;
        }
        int to = Arrays.binarySearch(sorted, 0, n, value);
        to = to < 0 ? -to - 1 : to;
        System.arraycopy(sorted, to, sorted, to + 1, n - to);
        sorted[to] = value;
        last[at] = value;
        seen++;
        return score;
    }

    /** The median of distances to the median, by walking outwards from the middle of the sorted values. */
    private double medianDistance(double median) {
        int low = WINDOW / 2 - 1;
        int high = WINDOW / 2;
        double distance = 0;
        for (int taken = 0; taken <= WINDOW / 2; taken++) {
            double below = low >= 0 ? median - sorted[low] : Double.MAX_VALUE;
            double above = high < WINDOW ? sorted[high] - median : Double.MAX_VALUE;
            if (below <= above) {
                distance = below;
                low--;
            } else {
                distance = above;
                high++;
            }
        }
        return distance;
    }

    private double meanDistance(double median) {
        double sum = 0;
        for (double value : sorted) {
            sum += Math.abs(value - median);
        }
        return sum / WINDOW;
    }

    @Override
    public boolean isAlarm() {
        return score > ALARM;
    }
}
