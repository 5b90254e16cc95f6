package io.tidemark.bench.pipeline;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.bench.Forests;
import io.tidemark.topics.Partitions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What somebody would write with the Streams DSL in an afternoon, for comparison: a point a record, windows of a minute told when
 * they close, and for each series a score of the window's mean: the z-score by the mean and variance of those before, or that of a
 * random cut forest. RocksDB, exactly once, the same commit interval, one thread. No season, no corrections, no gaps, no configuration.
 */
final class PlainStreams {
    private static final String POINTS = "plain-points";
    private static final String SCORES = "plain-scores";
    private static final String SEEN = "seen";
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final long SEED = 7;
    private static final int TRANSACTION_MILLIS = 120_000;

    private final String bootstrapServers;
    private final String prefix;
    private final FixedKeyProcessorSupplier<String, double[], Double> scores;

    private PlainStreams(
            String bootstrapServers, String prefix, FixedKeyProcessorSupplier<String, double[], Double> scores) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.scores = scores;
    }

    static PlainStreams withZScores(String bootstrapServers, String prefix) {
        return new PlainStreams(bootstrapServers, prefix, new ZScores());
    }

    /** The forests are kept in memory only: nobody could write a megabyte of them for each window. A restart would forget them. */
    static PlainStreams withForests(String bootstrapServers, String prefix) {
        return new PlainStreams(bootstrapServers, prefix, ForestScores::new);
    }

    /** A stretch that ends now: records carry their times, and a broker takes none that are an hour ahead. */
    static PointLog log(int series, int seconds, int intervalSeconds) {
        long start = System.currentTimeMillis() / 1000 - seconds;
        return new PointLog(series, Service.PARTITIONS, seconds, start, intervalSeconds);
    }

    String pointsTopic() {
        return prefix + POINTS;
    }

    String scoresTopic() {
        return prefix + SCORES;
    }

    /** Writes the points of a log one by one, keyed by series. */
    void write(PointLog log) throws ExecutionException {
        SplittableRandom random = new SplittableRandom(SEED);
        AtomicReference<Exception> failed = new AtomicReference<>();
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (int second = 0; second < log.seconds(); second += log.intervalSeconds()) {
                long millis = (log.startSeconds() + second) * 1000;
                for (int i = 0; i < log.series() && failed.get() == null; i++) {
                    String text = log.text(i);
                    byte[] value = ByteBuffer.allocate(Double.BYTES)
                            .putDouble(100 + 10 * random.nextDouble())
                            .array();
                    producer.send(
                            new ProducerRecord<>(
                                    pointsTopic(), Partitions.of(text, Service.PARTITIONS), millis, text, value),
                            (done, error) -> {
                                if (error != null) {
                                    failed.compareAndSet(null, error);
                                }
                            });
                }
            }
        }
        if (failed.get() != null) {
            throw new ExecutionException("the broker did not take the points", failed.get());
        }
    }

    /** Runs on what was written; wall-clock seconds for the whole log, its first share left out. */
    double run(Admin admin, Path stateDir, double cold) throws ExecutionException, InterruptedException {
        String application = prefix + "plain";
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Service.COMMIT_EVERY.toMillis());
        // Forests take longer for what is polled at a time than Streams gives a transaction.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MILLIS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        Map<TopicPartition, Long> ends = Committed.ends(admin, pointsTopic(), Service.PARTITIONS);
        try (KafkaStreams streams = new KafkaStreams(topology(), properties)) {
            streams.start();
            return new Committed(admin, application, ends).await(cold, () -> {}, () -> {}, streams::state);
        }
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<double[]> sums = Serdes.serdeFrom(
                (topic, sum) -> sum == null
                        ? null
                        : ByteBuffer.allocate(2 * Double.BYTES)
                                .putDouble(sum[0])
                                .putDouble(sum[1])
                                .array(),
                (topic, bytes) -> bytes == null
                        ? null
                        : new double[] {
                            ByteBuffer.wrap(bytes).getDouble(),
                            ByteBuffer.wrap(bytes).getDouble(Double.BYTES)
                        });
        builder.stream(pointsTopic(), Consumed.with(Serdes.String(), Serdes.Double()))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Double()))
                .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, Service.LATENESS))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(
                        () -> new double[2],
                        (series, value, sum) -> new double[] {sum[0] + 1, sum[1] + value},
                        Materialized.with(Serdes.String(), sums))
                .toStream((window, sum) -> window.key())
                .processValues(scores)
                .to(scoresTopic(), Produced.with(Serdes.String(), Serdes.Double()));
        return builder.build();
    }

    private static final class ForestScores implements FixedKeyProcessor<String, double[], Double> {
        private final Map<String, RandomCutForest> forests = new HashMap<>();
        private FixedKeyProcessorContext<String, Double> context;

        @Override
        public void init(FixedKeyProcessorContext<String, Double> itsContext) {
            context = itsContext;
        }

        @Override
        public void process(FixedKeyRecord<String, double[]> record) {
            RandomCutForest forest = forests.computeIfAbsent(record.key(), series -> Forests.bare());
            float[] mean = {(float) (record.value()[1] / record.value()[0])};
            double score = forest.getAnomalyScore(mean);
            forest.update(mean);
            context.forward(record.withValue(score));
        }
    }

    /** Mean and variance of each series by Welford's update, in a store beside the windows. */
    private static final class ZScores implements FixedKeyProcessorSupplier<String, double[], Double> {
        private static final int FIELDS = 3;

        @Override
        public FixedKeyProcessor<String, double[], Double> get() {
            return new FixedKeyProcessor<>() {
                private FixedKeyProcessorContext<String, Double> context;
                private KeyValueStore<String, byte[]> seen;

                @Override
                public void init(FixedKeyProcessorContext<String, Double> itsContext) {
                    context = itsContext;
                    seen = context.getStateStore(SEEN);
                }

                @Override
                public void process(FixedKeyRecord<String, double[]> record) {
                    double mean = record.value()[1] / record.value()[0];
                    byte[] before = seen.get(record.key());
                    ByteBuffer fields =
                            before == null ? ByteBuffer.allocate(FIELDS * Double.BYTES) : ByteBuffer.wrap(before);
                    double count = fields.getDouble(0);
                    double average = fields.getDouble(Double.BYTES);
                    double squares = fields.getDouble(2 * Double.BYTES);
                    double score = count < 2 ? 0 : (mean - average) / Math.sqrt(squares / (count - 1));
                    double moved = average + (mean - average) / (count + 1);
                    fields.putDouble(0, count + 1)
                            .putDouble(Double.BYTES, moved)
                            .putDouble(2 * Double.BYTES, squares + (mean - average) * (mean - moved));
                    seen.put(record.key(), fields.array());
                    context.forward(record.withValue(score));
                }
            };
        }

        @Override
        public java.util.Set<StoreBuilder<?>> stores() {
            return java.util.Set.of(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(SEEN), Serdes.String(), Serdes.ByteArray()));
        }
    }
}
