package io.tidemark.alerting.monitor;

import io.tidemark.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import smile.clustering.DBSCAN;

/**
 * Tells which members of a group are unlike the others over a window.
 *
 * <pre>
 *   centre[t] = median of the members' values in bucket t
 *   d[m][t]   = value[m][t] - centre[t];   scaled…: divided by |centre[t]|, floored
 *
 *   DBSCAN    distance between members: Euclidean over the window
 *             ε = tolerance × median over members of |d[m]|
 *             outlier: not in the largest cluster
 *   MAD       mad = 1.4826 × median of |d| over all members and buckets; where that is 0, 1.2533 × their mean
 *             outlier: more than `percentage` of its buckets have |d| > tolerance × mad
 * </pre>
 *
 * <p>A bucket that a member lacks counts as its centre for DBSCAN, and not at all for MAD; a member that lacks half of the window is not judged. Three members are
 * needed: of two nobody can say who is strange. DBSCAN is that of smile-core 2.6.0. Time: members² × buckets for DBSCAN.
 *
 * @param algorithm how they are told apart
 * @param tolerance how far is far, usually 3
 * @param percentage for MAD: share of strange buckets that makes a strange member, 0 to 100
 */
public record Outliers(Algorithm algorithm, double tolerance, double percentage) {

    /** The four that Datadog has. */
    public enum Algorithm {
        DBSCAN,
        SCALED_DBSCAN,
        MAD,
        SCALED_MAD;

        boolean isScaled() {
            return this == SCALED_DBSCAN || this == SCALED_MAD;
        }
    }

    /** Fewer members are not compared. */
    public static final int MEMBERS_MIN = 3;

    /** More members are not compared: each is held against each. */
    public static final int MEMBERS_MAX = 1_000;

    /** Share of strange buckets where the query names none. */
    public static final double PERCENTAGE = 20;

    /** Two that are near one another are a cluster; smile does not count a point as a neighbour of its own. */
    private static final int NEIGHBOURS_MIN = 1;

    private static final double NORMAL_PER_MEDIAN = 1.4826;

    /** Of a normal distribution: deviation over mean absolute deviation. */
    private static final double NORMAL_PER_MEAN = 1.2533;

    /** What is equal but for the last bits is equal: part of the largest value. */
    private static final double RELATIVE_FLOOR = 1e-9;

    public Outliers {
        if (!(tolerance > 0) || !(percentage > 0) || percentage > 100) {
            throw new IllegalArgumentException(
                    "outliers: tolerance " + tolerance + ", percentage " + percentage + " (expected: above 0)");
        }
    }

    /** What a query asks for. */
    public static Outliers of(Query.Outliers query) {
        return new Outliers(
                Algorithm.valueOf(query.algorithm().name()),
                query.tolerance(),
                query.percentage().orElse(PERCENTAGE));
    }

    /**
     * What is said of one member.
     *
     * @param outlier whether it is unlike the others
     * @param distance how far it is from the centre, in units of what was allowed: above 1 is far
     */
    public record Verdict(boolean outlier, double distance) {}

    /**
     * Judges members by their vectors.
     *
     * @param windows values by member, all of one length, oldest first; NaN where a member has none
     * @return a verdict for each member that can be judged; none where there are too few or too many
     */
    public SortedMap<String, Verdict> judge(SortedMap<String, double[]> windows) {
        List<String> names = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        windows.forEach((name, values) -> {
            long present = Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
            if (present > 0 && 2 * present >= values.length) {
                names.add(name);
                rows.add(values);
            }
        });
        if (names.size() < MEMBERS_MIN || names.size() > MEMBERS_MAX) {
            return new TreeMap<>();
        }
        double[][] deviations = deviations(rows);
        Verdict[] verdicts = algorithm == Algorithm.DBSCAN || algorithm == Algorithm.SCALED_DBSCAN
                ? byClusters(deviations, floor(rows))
                : byDeviation(deviations, floor(rows));
        SortedMap<String, Verdict> told = new TreeMap<>();
        for (int i = 0; i < verdicts.length; i++) {
            told.put(names.get(i), verdicts[i]);
        }
        return told;
    }

    private double floor(List<double[]> rows) {
        if (algorithm.isScaled()) {
            return RELATIVE_FLOOR;
        }
        double largest = 0;
        for (double[] row : rows) {
            for (double value : row) {
                largest = Double.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
            }
        }
        return Math.max(Double.MIN_NORMAL, largest * RELATIVE_FLOOR);
    }

    private double[][] deviations(List<double[]> rows) {
        int width = rows.get(0).length;
        double[][] deviations = new double[rows.size()][width];
        for (int t = 0; t < width; t++) {
            int at = t;
            double centre = median(rows.stream()
                    .mapToDouble(row -> row[at])
                    .filter(v -> !Double.isNaN(v))
                    .toArray());
            double unit = algorithm.isScaled() ? Math.max(Math.abs(centre), 1e-12) : 1;
            for (int m = 0; m < rows.size(); m++) {
                double value = rows.get(m)[t];
                deviations[m][t] = (value - centre) / unit;
            }
        }
        return deviations;
    }

    private Verdict[] byClusters(double[][] deviations, double floor) {
        for (double[] row : deviations) {
            for (int t = 0; t < row.length; t++) {
                row[t] = Double.isNaN(row[t]) ? 0 : row[t];
            }
        }
        double[] norms = Arrays.stream(deviations).mapToDouble(Outliers::norm).toArray();
        double radius = Math.max(tolerance * median(norms.clone()), floor * Math.sqrt(deviations[0].length));
        int[] labels = DBSCAN.fit(deviations, NEIGHBOURS_MIN, radius).y;
        int largest = largestCluster(labels);
        Verdict[] verdicts = new Verdict[labels.length];
        for (int m = 0; m < labels.length; m++) {
            verdicts[m] = new Verdict(labels[m] != largest, norms[m] / radius);
        }
        return verdicts;
    }

    /** The label that most members carry; the smaller one of two. What is noise is no cluster. */
    private static int largestCluster(int[] labels) {
        SortedMap<Integer, Integer> sizes = new TreeMap<>();
        for (int label : labels) {
            if (label >= 0 && label < labels.length) {
                sizes.merge(label, 1, Integer::sum);
            }
        }
        int largest = -1;
        int size = 0;
        for (var entry : sizes.entrySet()) {
            if (entry.getValue() > size) {
                size = entry.getValue();
                largest = entry.getKey();
            }
        }
        return largest;
    }

    private Verdict[] byDeviation(double[][] deviations, double floor) {
        double[] all = Arrays.stream(deviations)
                .flatMapToDouble(Arrays::stream)
                .filter(d -> !Double.isNaN(d))
                .map(Math::abs)
                .toArray();
        double mean = Arrays.stream(all).average().orElse(0);
        double middle = median(all);
        double scale = middle > 0 ? NORMAL_PER_MEDIAN * middle : NORMAL_PER_MEAN * mean;
        double allowed = Math.max(tolerance * scale, floor);
        Verdict[] verdicts = new Verdict[deviations.length];
        for (int m = 0; m < deviations.length; m++) {
            long out = Arrays.stream(deviations[m])
                    .filter(d -> Math.abs(d) > allowed)
                    .count();
            double[] present = Arrays.stream(deviations[m])
                    .filter(d -> !Double.isNaN(d))
                    .map(Math::abs)
                    .toArray();
            double largest = Arrays.stream(present).max().orElse(0);
            verdicts[m] = new Verdict(100.0 * out / present.length > percentage, largest / allowed);
        }
        return verdicts;
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double v : vector) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    /** Sorts its argument. NaN for nothing. */
    private static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return n == 0 ? Double.NaN : (values[(n - 1) / 2] + values[n / 2]) / 2;
    }
}
