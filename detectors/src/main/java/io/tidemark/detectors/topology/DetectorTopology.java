package io.tidemark.detectors.topology;

import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.group.GroupBuckets;
import io.tidemark.detectors.group.GroupMerge;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.rollup.Sketch;
import io.tidemark.detectors.store.Contents;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.store.WriteBehind;
import io.tidemark.detectors.store.checkpoint.Checkpoints;
import io.tidemark.topics.Topics;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** From points to bands and anomalies, in one sentence. */
public final class DetectorTopology {
    static final String POINTS = "points";
    static final String ROLL_UP = "roll-up";
    static final String TICKS = "ticks";
    static final String ROLLUPS = "rollups";
    static final String DEAD_LETTERS = "dead-letters";
    static final String JUDGE_SERIES = "judge-each-series";
    static final String BANDS_OF_SERIES = "bands-of-series";
    static final String ANOMALIES_OF_SERIES = "anomalies-of-series";
    static final String RELEARNT_SERIES = "relearnt-series";
    static final String SUM_GROUPS = "sum-groups";
    static final String PARTIAL_SUMS = "partial-sums";
    static final String SUMS_OF_ALL = "sums-of-all-tasks";
    static final String JUDGE_GROUPS = "judge-each-group";
    static final String BANDS_OF_GROUPS = "bands-of-groups";
    static final String ANOMALIES_OF_GROUPS = "anomalies-of-groups";
    static final String RELEARNT_GROUPS = "relearnt-groups";
    static final String DEAD_LETTERS_OF_GROUPS = "dead-letters-of-groups";

    private final TopologySettings settings;
    private final Topology topology = new Topology();
    private final WriteBehind<ModelStore> buckets;
    private final WriteBehind<ObjectStore<Sketch>> sketches;
    private final WriteBehind<ModelStore> series;
    private final WriteBehind<ModelStore> seriesModels;
    private final WriteBehind<ObjectStore<GroupBuckets>> sums;
    private final WriteBehind<ModelStore> groups;
    private final WriteBehind<ModelStore> groupModels;

    /** Makes a store from its name and what an empty one holds. */
    interface StoreMaker {
        <C extends Contents> WriteBehind<C> make(String name, Supplier<C> empty);
    }

    private DetectorTopology(TopologySettings settings, StoreMaker stores) {
        this.settings = settings;
        this.buckets = stores.make("buckets", Rollup::newStore);
        this.sketches = stores.make("sketches", Rollup::newSketchStore);
        this.series = stores.make("judged-series", Judge::newGroupStore);
        this.seriesModels = stores.make("series-models", Judge::newModelStore);
        this.sums = stores.make("open-groups", GroupMerge::newStore);
        this.groups = stores.make("judged-groups", Judge::newGroupStore);
        this.groupModels = stores.make("group-models", Judge::newModelStore);
    }

    /** Reads points, rolls them up, judges each series; sums groups across tasks, judges each group; writes all of it. */
    public static Topology of(TopologySettings settings) {
        return of(settings, WriteBehind::new);
    }

    /** The same, with copies of its stores on disk. */
    public static Topology of(TopologySettings settings, Checkpoints checkpoints) {
        return of(settings, new StoreMaker() {
            @Override
            public <C extends Contents> WriteBehind<C> make(String name, Supplier<C> empty) {
                return new WriteBehind<>(name, empty, Optional.of(checkpoints));
            }
        });
    }

    static Topology of(TopologySettings settings, StoreMaker stores) {
        return new DetectorTopology(settings, stores).build();
    }

    private Topology build() {
        read(POINTS, settings.name(Topics.POINTS));
        then(ROLL_UP, POINTS, () -> new RollUp(settings, buckets, sketches), buckets, sketches);
        write(TICKS, settings.name(Topics.POINTS), ROLL_UP);
        write(ROLLUPS, settings.name(Topics.ROLLUPS), ROLL_UP);
        write(DEAD_LETTERS, settings.name(Topics.DEAD_LETTERS), ROLL_UP);
        then(JUDGE_SERIES, ROLL_UP, () -> new JudgeSeries(settings, series, seriesModels), series, seriesModels);
        write(BANDS_OF_SERIES, settings.name(Topics.BANDS), JUDGE_SERIES);
        write(ANOMALIES_OF_SERIES, settings.name(Topics.ANOMALIES), JUDGE_SERIES);
        write(RELEARNT_SERIES, settings.name(Topics.POINTS), JUDGE_SERIES);
        then(SUM_GROUPS, ROLL_UP, () -> new SumGroups(settings));
        write(PARTIAL_SUMS, settings.partialsTopic(), SUM_GROUPS);

        read(SUMS_OF_ALL, settings.partialsTopic());
        then(
                JUDGE_GROUPS,
                SUMS_OF_ALL,
                () -> new JudgeGroups(settings, sums, groups, groupModels),
                sums,
                groups,
                groupModels);
        write(BANDS_OF_GROUPS, settings.name(Topics.BANDS), JUDGE_GROUPS);
        write(ANOMALIES_OF_GROUPS, settings.name(Topics.ANOMALIES), JUDGE_GROUPS);
        write(RELEARNT_GROUPS, settings.partialsTopic(), JUDGE_GROUPS);
        write(DEAD_LETTERS_OF_GROUPS, settings.name(Topics.DEAD_LETTERS), JUDGE_GROUPS);
        return topology;
    }

    private void read(String node, String topic) {
        topology.addSource(node, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
    }

    private <K, V> void then(
            String node, String parent, Supplier<Processor<K, V, byte[], Object>> processor, WriteBehind<?>... stores) {
        Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
        for (WriteBehind<?> store : stores) {
            builders.addAll(store.builders());
        }
        topology.addProcessor(
                node,
                new ProcessorSupplier<K, V, byte[], Object>() {
                    @Override
                    public Processor<K, V, byte[], Object> get() {
                        return processor.get();
                    }

                    @Override
                    public Set<StoreBuilder<?>> stores() {
                        return builders;
                    }
                },
                parent);
    }

    private void write(String node, String topic, String parent) {
        topology.addSink(node, topic, new ByteArraySerializer(), Addressed.SERIALIZER, Addressed.PARTITIONER, parent);
    }
}
