package io.tidemark.detectors.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a store says is in the transaction of the record that changed it. Method: words are counted, the task is lost
 * after each word, and the next one counts on from the changelog that was committed. Kafka Streams' own task and its
 * transactions are at work; only the broker is none.
 */
class WriteBehindTest {
    private static final String WORDS = "a b a a c b a c c b a d";
    private static final String COUNTED = "a1 b1 a2 a3 c1 b2 a4 c2 c3 b3 a5 d1";

    /** A store of counts that a processor can use. */
    private interface Store {
        Set<StoreBuilder<?>> builders();

        ObjectStore<Long> open(ProcessorContext<?, ?> context);
    }

    @Test
    void aTaskThatIsLostAfterEveryRecordCountsOnAsIfItWereNot() {
        assertThat(countedWithLosses(Flushed::new)).isEqualTo(COUNTED);
    }

    @Test
    void ofAChangelogTheNewestPartThatIsNeverCompactedIsSmall() {
        assertThat(new Flushed(WriteBehindTest::empty).builders())
                .filteredOn(StoreBuilder::loggingEnabled)
                .singleElement()
                .satisfies(builder -> assertThat(builder.logConfig()).containsEntry("segment.bytes", "67108864"));
    }

    /** Sabotage: the same check sees a store that writes where stores usually do, in its own commit. */
    @Test
    void aStoreThatWritesInItsOwnCommitIsFound() {
        assertThat(countedWithLosses(WritesInItsCommit::new)).isNotEqualTo(COUNTED);
    }

    /** Sabotage: and one that never writes. */
    @Test
    void aStoreThatIsNotFlushedIsFound() {
        assertThat(countedWithLosses(empty -> new Flushed(empty) {
                    @Override
                    public ObjectStore<Long> open(ProcessorContext<?, ?> context) {
                        ObjectStore<Long> counts = super.open(context);
                        counts.whenFirstChanged(() -> {}); // Nobody hears that a commit has something to write.
                        return counts;
                    }
                }))
                .isNotEqualTo(COUNTED);
    }

    private static String countedWithLosses(Function<Supplier<ObjectStore<Long>>, Store> maker) {
        List<Map.Entry<byte[], byte[]>> changelog = new ArrayList<>();
        List<String> counted = new ArrayList<>();
        for (String word : WORDS.split(" ")) {
            Store store = maker.apply(() -> {
                ObjectStore<Long> counts = empty();
                changelog.forEach(record -> counts.restore(record.getKey(), record.getValue()));
                return counts;
            });
            try (TopologyTestDriver driver = new TopologyTestDriver(counting(store), properties(), Instant.EPOCH)) {
                driver.createInputTopic("words", new StringSerializer(), new StringSerializer())
                        .pipeInput(word);
                counted.addAll(driver.createOutputTopic("counted", new StringDeserializer(), new StringDeserializer())
                        .readValuesToList());
                driver.createOutputTopic(
                                "app-counts-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readKeyValuesToList()
                        .forEach(record -> changelog.add(Map.entry(record.key, record.value)));
            }
        }
        return String.join(" ", counted);
    }

    private static Topology counting(Store store) {
        return new Topology()
                .addSource("words", new StringDeserializer(), new StringDeserializer(), "words")
                .addProcessor(
                        "count",
                        new ProcessorSupplier<String, String, String, String>() {
                            @Override
                            public Processor<String, String, String, String> get() {
                                return new Count(store);
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return store.builders();
                            }
                        },
                        "words")
                .addSink("counted", "counted", new StringSerializer(), new StringSerializer(), "count");
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return properties;
    }

    private static ObjectStore<Long> empty() {
        return new ObjectStore<>(new ObjectStore.Codec<>() {
            @Override
            public byte[] write(Long value) {
                return ByteBuffer.allocate(8).putLong(value).array();
            }

            @Override
            public Long read(byte[] bytes) {
                return ByteBuffer.wrap(bytes).getLong();
            }
        });
    }

    private static final class Count implements Processor<String, String, String, String> {
        private final Store store;
        private ProcessorContext<String, String> context;
        private ObjectStore<Long> counts;

        Count(Store store) {
            this.store = store;
        }

        @Override
        public void init(ProcessorContext<String, String> processorContext) {
            context = processorContext;
            counts = store.open(context);
        }

        @Override
        public void process(Record<String, String> word) {
            long count = counts.get(word.value()) == null ? 1 : counts.get(word.value()) + 1;
            counts.put(word.value(), count);
            context.forward(word.withValue(word.value() + count));
        }
    }

    /** The product's store. */
    private static class Flushed implements Store {
        private final WriteBehind<ObjectStore<Long>> store;

        Flushed(Supplier<ObjectStore<Long>> empty) {
            store = new WriteBehind<>("counts", empty);
        }

        @Override
        public Set<StoreBuilder<?>> builders() {
            return store.builders();
        }

        @Override
        public ObjectStore<Long> open(ProcessorContext<?, ?> context) {
            return store.open(context);
        }
    }

    /** The saboteur: contents are written when Kafka Streams commits the store. */
    private static final class WritesInItsCommit implements Store {
        private final ObjectStore<Long> counts;
        private KeyValueStore<Bytes, byte[]> changelog;

        WritesInItsCommit(Supplier<ObjectStore<Long>> empty) {
            counts = empty.get();
        }

        @Override
        public Set<StoreBuilder<?>> builders() {
            KeyValueBytesStoreSupplier bottom = new KeyValueBytesStoreSupplier() {
                @Override
                public String name() {
                    return "counts";
                }

                @Override
                public KeyValueStore<Bytes, byte[]> get() {
                    return new Bottom();
                }

                @Override
                public String metricsScope() {
                    return "late";
                }
            };
            return Set.of(Stores.keyValueStoreBuilder(bottom, Serdes.Bytes(), Serdes.ByteArray())
                    .withCachingDisabled()
                    .withLoggingEnabled(Map.of()));
        }

        @Override
        public ObjectStore<Long> open(ProcessorContext<?, ?> context) {
            changelog = context.getStateStore("counts");
            return counts;
        }

        private final class Bottom extends SwallowingStore {
            Bottom() {
                super("counts", key -> {});
            }

            @Override
            void register(StateStoreContext context, StateStore root) {
                context.register(root, counts::restore);
            }

            @Override
            public void commit(Map<TopicPartition, Long> changelogOffsets) {
                counts.drain((key, value) -> changelog.put(Bytes.wrap(key), value));
            }
        }
    }
}
