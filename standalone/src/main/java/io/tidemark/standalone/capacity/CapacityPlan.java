package io.tidemark.standalone.capacity;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the detectors service costs, by figures that {@code bench/run scale} measured.
 *
 * <p>Every cost is made of three: that of a point, that of a base bucket of ten seconds that closes, and that of a minute that closes
 * and is judged. A series with a point each {@code i} seconds has {@code 1/i} points, {@code 1/max(10, i)} base buckets and {@code
 * 1/max(60, i)} minutes a second. Each partition has its ticks and commits besides. Costs do not grow with the number of series but for what a processor's cache does not hold.
 */
public final class CapacityPlan {
    /** Where the figures come from; renew them together ({@code docs/scaling.md}). */
    public static final String MEASURED_ON = "2 shared cores (Intel Sapphire Rapids), JDK 17, 26 November 2026";

    /** Ticks and commits of one partition, whatever is in it: microseconds of one core a second. */
    public static final double PROCESSOR_A_PARTITION = 3_900;

    /** What a standby replica costs of the processor time that its original does: it only takes the changelog over. */
    static final double STANDBY_SHARE = 0.2;

    /** Heap of a series beside its models: its block of buckets, names, entries of tables. */
    private static final double SERIES_BYTES = 1_700;

    /** Heap of a series under one detector beside the model: the means of past hours, what is remembered of the group, its name. */
    private static final double GROUP_BYTES = 850;

    private static final double BASE_SECONDS = 10;
    private static final double MINUTE_SECONDS = 60;

    /** What is planned for. Processor time is in microseconds of one core, all others are bytes as Kafka keeps them (lz4). */
    public enum Kind {
        PROCESSOR(0.3, 3.66, 2.0),
        POINTS(16, 0, 0),
        ROLLUPS(0, 28.5, 23.7),
        BANDS(0, 0, 39),
        CHANGELOGS(0, 51, 84);

        private final double point;
        private final double bucket;
        private final double minute;

        Kind(double point, double bucket, double minute) {
            this.point = point;
            this.bucket = bucket;
            this.minute = minute;
        }
    }

    /** Costs of one series in one second. */
    public record Cost(Map<Kind, Double> each) {
        public double of(Kind kind) {
            return each.get(kind);
        }
    }

    private CapacityPlan() {}

    /** @param detectors how many detectors judge each series, 1 for the default */
    public static Cost costOf(double intervalSeconds, double detectors) {
        Map<Kind, Double> each = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            double minutes = kind == Kind.POINTS || kind == Kind.ROLLUPS ? 1 : detectors;
            each.put(
                    kind,
                    kind.point / intervalSeconds
                            + kind.bucket / Math.max(BASE_SECONDS, intervalSeconds)
                            + kind.minute * minutes / Math.max(MINUTE_SECONDS, intervalSeconds));
        }
        return new Cost(each);
    }

    /** Bytes of heap that a series keeps. */
    static double stateOf(int modelBytes, double detectors) {
        return SERIES_BYTES + detectors * (modelBytes + GROUP_BYTES);
    }
}
