package io.tidemark.standalone.capacity;

import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import io.tidemark.standalone.capacity.CapacityPlan.Kind;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import java.time.Duration;

/**
 * What a number of series takes: instances of the detectors service and room in Kafka.
 *
 * @param intervalSeconds from one point of a series to the next
 * @param detectors how many judge each series
 * @param model what they judge with
 * @param cores of one instance
 * @param load share of the cores that may be busy
 * @param keep how long points, rollups and bands are kept; null: each as its topic says
 */
public record Fleet(
        long series,
        double intervalSeconds,
        double detectors,
        String model,
        int replication,
        int standbys,
        int cores,
        double load,
        Duration keep) {

    /** Garbage and what is in flight, over what is kept: the collector's usual room. */
    private static final double HEAP_OVER_STATE = 1.6;

    private static final double HEAP_LEAST = 512L << 20;
    /** What one process can hold without long pauses. */
    private static final double HEAP_MOST = 24L << 30;

    /** Tasks of an instance: enough that they are spread evenly when one instance goes. */
    static final int PARTITIONS_AN_INSTANCE = 8;

    /** A compacted topic holds up to twice what is in it. */
    private static final double COMPACTED_OVER_STATE = 2;

    private static final double CHECKPOINTS_OVER_STATE = 3;

    public double busyCores() {
        return coresForSeries() + instances() * coresForPartitions();
    }

    private double coresForSeries() {
        return series
                * CapacityPlan.costOf(intervalSeconds, detectors).of(Kind.PROCESSOR)
                / 1e6
                * (1 + standbys * CapacityPlan.STANDBY_SHARE);
    }

    private static double coresForPartitions() {
        return PARTITIONS_AN_INSTANCE * CapacityPlan.PROCESSOR_A_PARTITION / 1e6;
    }

    /** State in memory, standbys included. */
    public double stateBytes() {
        int modelBytes =
                Models.create(ModelSettings.ofInterval(60).withModel(model)).stateBytes();
        return series * CapacityPlan.stateOf(modelBytes, detectors) * (1 + standbys);
    }

    public double heapBytes() {
        return Math.max(HEAP_LEAST, stateBytes() * HEAP_OVER_STATE);
    }

    public int instances() {
        double byProcessor = coresForSeries() / Math.max(0.1, cores * load - coresForPartitions());
        double byMemory = heapBytes() / HEAP_MOST;
        return (int) Math.max(1 + standbys, Math.ceil(Math.max(byProcessor, byMemory)));
    }

    public int partitions() {
        return instances() * PARTITIONS_AN_INSTANCE;
    }

    /** Bytes a second, before replication. */
    public double perSecond(Kind kind) {
        return series * CapacityPlan.costOf(intervalSeconds, detectors).of(kind);
    }

    public double writtenPerSecond() {
        double all = 0;
        for (Kind kind : Kind.values()) {
            all += kind == Kind.PROCESSOR ? 0 : perSecond(kind);
        }
        return all;
    }

    /** How long a topic keeps it; of changelogs the last of each page. */
    public String keptFor(Kind kind) {
        return kind == Kind.CHANGELOGS ? "compacted" : retention(kind).toDays() + " d";
    }

    /** Bytes that are kept, before replication. */
    public double kept(Kind kind) {
        return kind == Kind.CHANGELOGS
                ? stateBytes() / (1 + standbys) * COMPACTED_OVER_STATE
                : perSecond(kind) * retention(kind).toSeconds();
    }

    public double disk() {
        double all = 0;
        for (Kind kind : Kind.values()) {
            all += kind == Kind.PROCESSOR ? 0 : kept(kind);
        }
        return all * replication;
    }

    /** Of all instances at most: a full checkpoint, increments as long as it, and the next full one beside them. */
    public double checkpointBytes() {
        return stateBytes() * CHECKPOINTS_OVER_STATE;
    }

    private Duration retention(Kind kind) {
        Topic topic = switch (kind) {
            case POINTS -> Topics.POINTS;
            case ROLLUPS -> Topics.ROLLUPS;
            default -> Topics.BANDS;
        };
        return keep == null ? topic.retention().orElseThrow() : keep;
    }
}
