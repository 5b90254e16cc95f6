package io.tidemark.bench.flink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What {@code PlainStreams} does, for Flink: windows of a minute by series, z-score of their means by keyed state; state on the heap,
 * a checkpoint a second, one slot on the local cluster. Arguments: bootstrap servers, topic of points, topic of scores, how many points,
 * share of them that is not measured, folder for checkpoints. Prints points a second.
 */
public final class FlinkJob {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LATENESS = Duration.ofSeconds(5);
    private static final int CHECKPOINT_MILLIS = 1_000;
    private static final int FIELDS = 3;

    private static final TypeInformation<Tuple2<String, Double>> NAMED = TypeInformation.of(new TypeHint<>() {});

    /** The local cluster runs in this JVM, with one slot: one thread counts. */
    private static long points;

    private static long measuredFrom;
    private static long startedAt;

    private FlinkJob() {}

    public static void main(String[] args) throws Exception {
        long total = Long.parseLong(args[3]);
        measuredFrom = (long) (total * Double.parseDouble(args[4]));
        // Without it a job that cannot run is started again and again, and nobody hears why.
        Configuration settings = new Configuration();
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        // The usual place, in memory, takes 5 MB of state.
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                Path.of(args[5]).toUri().toString());
        StreamExecutionEnvironment job = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        job.enableCheckpointing(CHECKPOINT_MILLIS);
        KafkaSource<Tuple2<String, Double>> source = KafkaSource.<Tuple2<String, Double>>builder()
                .setBootstrapServers(args[0])
                .setTopics(args[1])
                .setGroupId("flink")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setDeserializer(new Points())
                .build();
        KafkaSink<Tuple2<String, Double>> scores = KafkaSink.<Tuple2<String, Double>>builder()
                .setBootstrapServers(args[0])
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new Scores(args[2]))
                .build();
        job.fromSource(source, WatermarkStrategy.forBoundedOutOfOrderness(LATENESS), "points")
                .keyBy(point -> point.f0)
                .window(TumblingEventTimeWindows.of(WINDOW))
                .aggregate(new Mean(), new WithSeries())
                .returns(NAMED)
                .keyBy(mean -> mean.f0)
                .process(new ZScore())
                .returns(NAMED)
                .sinkTo(scores);
        job.execute();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        if (points != total) {
            throw new IllegalStateException("read " + points + " points (expected " + total + ")");
        }
        System.out.println("points_per_second " + (total - measuredFrom) / seconds);
    }

    private static final class Points implements KafkaRecordDeserializationSchema<Tuple2<String, Double>> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<String, Double>> out)
                throws IOException {
            if (++points == measuredFrom) {
                startedAt = System.nanoTime();
            }
            String series = new String(record.key(), StandardCharsets.UTF_8);
            out.collect(Tuple2.of(series, ByteBuffer.wrap(record.value()).getDouble()));
        }

        @Override
        public TypeInformation<Tuple2<String, Double>> getProducedType() {
            return NAMED;
        }
    }

    private record Scores(String topic) implements KafkaRecordSerializationSchema<Tuple2<String, Double>> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Tuple2<String, Double> score, KafkaSinkContext context, Long timestamp) {
            byte[] value = ByteBuffer.allocate(Double.BYTES).putDouble(score.f1).array();
            return new ProducerRecord<>(topic, score.f0.getBytes(StandardCharsets.UTF_8), value);
        }
    }

    /** Count and sum of a window. */
    private static final class Mean implements AggregateFunction<Tuple2<String, Double>, double[], Double> {
        @Override
        public double[] createAccumulator() {
            return new double[2];
        }

        @Override
        public double[] add(Tuple2<String, Double> point, double[] sum) {
            sum[0]++;
            sum[1] += point.f1;
            return sum;
        }

        @Override
        public Double getResult(double[] sum) {
            return sum[1] / sum[0];
        }

        @Override
        public double[] merge(double[] one, double[] other) {
            return new double[] {one[0] + other[0], one[1] + other[1]};
        }
    }

    private static final class WithSeries
            extends ProcessWindowFunction<Double, Tuple2<String, Double>, String, TimeWindow> {
        @Override
        public void process(
                String series, Context context, Iterable<Double> means, Collector<Tuple2<String, Double>> out) {
            out.collect(Tuple2.of(series, means.iterator().next()));
        }
    }

    /** Mean and variance of each series by Welford's update. */
    private static final class ZScore
            extends KeyedProcessFunction<String, Tuple2<String, Double>, Tuple2<String, Double>> {
        private transient ValueState<double[]> seen;

        @Override
        public void open(OpenContext context) {
            seen = getRuntimeContext().getState(new ValueStateDescriptor<>("seen", double[].class));
        }

        @Override
        public void processElement(Tuple2<String, Double> mean, Context context, Collector<Tuple2<String, Double>> out)
                throws IOException {
            double[] fields = seen.value() == null ? new double[FIELDS] : seen.value();
            double from = mean.f1 - fields[1];
            double score = fields[0] < 2 ? 0 : from / Math.sqrt(fields[2] / (fields[0] - 1));
            double moved = fields[1] + from / (fields[0] + 1);
            seen.update(new double[] {fields[0] + 1, moved, fields[2] + from * (mean.f1 - moved)});
            out.collect(Tuple2.of(mean.f0, score));
        }
    }
}
