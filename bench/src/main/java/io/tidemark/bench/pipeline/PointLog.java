package io.tidemark.bench.pipeline;

import io.tidemark.avro.PointKind;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A recorded stretch of the topic {@code points}, as a live installation would have left it: every series sends one
 * point each interval, in batches of one partition, and each partition has its tick each second of event time.
 *
 * @param series how many series
 * @param seconds how long the stretch is
 * @param startSeconds its first instant, aligned to the interval
 * @param intervalSeconds from one point of a series to the next
 * @param tickSeconds from one tick to the next, where the stretch is recorded
 * @param perHost series of one host
 */
record PointLog(
        int series, int partitions, int seconds, long startSeconds, int intervalSeconds, int tickSeconds, int perHost) {

    PointLog(int series, int partitions, int seconds, long startSeconds, int intervalSeconds) {
        this(series, partitions, seconds, startSeconds, intervalSeconds, 1, 10);
    }

    /**
     * A stretch that begins a little ahead of now: its ticks must pass the moment at which the detector became known.
     */
    static PointLog ahead(int series, int seconds, int intervalSeconds) {
        long start = (System.currentTimeMillis() / 1000 + AHEAD_SECONDS) / 60 * 60;
        return new PointLog(series, Service.PARTITIONS, seconds, start, intervalSeconds);
    }

    /** The stretch that comes right after this one. */
    PointLog next(int itsSeconds) {
        return new PointLog(
                series, partitions, itsSeconds, startSeconds + seconds, intervalSeconds, tickSeconds, perHost);
    }

    PointLog withTickEvery(int everySeconds) {
        return new PointLog(series, partitions, seconds, startSeconds, intervalSeconds, everySeconds, perHost);
    }

    PointLog withPerHost(int seriesOfHost) {
        return new PointLog(series, partitions, seconds, startSeconds, intervalSeconds, tickSeconds, seriesOfHost);
    }

    /** Points in a record, as the intake gathers them. */
    static final int BATCH_POINTS = 200;

    private static final long SEED = 7;
    private static final long LOOK_UP_MILLIS = 100;
    private static final int AHEAD_SECONDS = 120;

    long points() {
        return (long) series * (seconds / intervalSeconds);
    }

    /** Writes the stretch; returns when the broker has all of it. */
    void write(String bootstrapServers, String prefix) throws ExecutionException {
        write(bootstrapServers, prefix, millis -> {}, true, 1);
    }

    /**
     * Writes the stretch as time passes, in a thread of its own, series spread over their interval, without ticks: the service appends
     * its own. Ends early where it is cancelled.
     */
    CompletableFuture<Void> writeLive(String bootstrapServers, String prefix) {
        return writeLive(bootstrapServers, prefix, 1);
    }

    /** The same with several points of a series in each second that has one, one after the other. */
    CompletableFuture<Void> writeLive(String bootstrapServers, String prefix, int perSecond) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        LongConsumer pace = millis -> {
            for (long left = left(millis); left > 0; left = left(millis)) {
                LockSupport.parkNanos(Math.min(left, LOOK_UP_MILLIS) * 1_000_000);
                if (done.isCancelled()) {
                    throw new CancellationException();
                }
            }
        };
        Thread writer = new Thread(
                () -> {
                    try {
                        write(bootstrapServers, prefix, pace, false, perSecond);
                        done.complete(null);
                    } catch (ExecutionException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "points");
        writer.setDaemon(true);
        writer.start();
        return done;
    }

    private long left(long millis) {
        return startSeconds * 1000 + millis - System.currentTimeMillis();
    }

    /** @param pace called with milliseconds since the start before what comes then is written */
    private void write(String bootstrapServers, String prefix, LongConsumer pace, boolean recorded, int perSecond)
            throws ExecutionException {
        List<List<String>> byPartition = seriesByPartition();
        String topic = Topics.POINTS.name(prefix);
        SplittableRandom random = new SplittableRandom(SEED);
        PointBatchWriter writer = new PointBatchWriter(Wire.singleObject());
        AtomicReference<Exception> failed = new AtomicReference<>();
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int step = 0; step < seconds * perSecond; step++) {
                int second = step / perSecond;
                long since = step * 1000L / perSecond;
                pace.accept(since);
                long millis = startSeconds * 1000 + since;
                for (int partition = 0; partition < partitions; partition++) {
                    List<String> own = byPartition.get(partition);
                    // Recorded: all at the beginning of an interval. Live: a share of them each second.
                    int shares = recorded ? 1 : intervalSeconds;
                    int share = second % intervalSeconds;
                    int until = share < shares ? own.size() * (share + 1) / shares : 0;
                    for (int from = share < shares ? own.size() * share / shares : 0;
                            from < until;
                            from += BATCH_POINTS) {
                        writer.begin("bench");
                        for (String name : own.subList(from, Math.min(until, from + BATCH_POINTS))) {
                            writer.add(name, PointKind.GAUGE, 0, millis, 100 + 10 * random.nextDouble());
                        }
                        send(producer, topic, partition, writer.toBytes(), failed);
                    }
                    if (recorded && second % tickSeconds == tickSeconds - 1) {
                        send(producer, topic, partition, writer.tick(millis + 1000), failed);
                    }
                }
            }
            producer.flush();
        }
        if (failed.get() != null) {
            throw new ExecutionException("the broker did not take the log", failed.get());
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            int partition,
            byte[] value,
            AtomicReference<Exception> failed) {
        producer.send(new ProducerRecord<>(topic, partition, null, value), (done, error) -> {
            if (error != null) {
                failed.compareAndSet(null, error);
            }
        });
    }

    /** The name of the series with this number. */
    String text(int number) {
        return "bench.load{env:prod,host:h" + number / perHost + ",instance:" + number % perHost + "}";
    }

    private List<List<String>> seriesByPartition() {
        List<List<String>> byPartition = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            byPartition.add(new ArrayList<>());
        }
        for (int i = 0; i < series; i++) {
            String text = text(i);
            byPartition.get(Partitions.of(text, partitions)).add(text);
        }
        return byPartition;
    }
}
