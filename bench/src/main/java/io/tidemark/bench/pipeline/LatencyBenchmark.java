package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** How long after its time a band can be read. */
public final class LatencyBenchmark implements Benchmark {
    /** How many there are where nobody says. */
    public static final int SERIES = 20_000;

    private static final int INTERVAL_SECONDS = 10;
    /** What the threads of the service are called that do its work. */
    private static final Pattern STREAM_THREAD = Pattern.compile(".*-StreamThread-\\d+");

    private static final int COLD_SECONDS = 75;
    private static final int SECONDS = 120;
    private static final List<Duration> COMMITS = List.of(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final int series;
    private final int perSecond;

    /**
     * @param perSecond points of each series in a second; 0 for one each ten seconds
     * @throws IllegalArgumentException where there would be no series, or less than no points
     */
    public LatencyBenchmark(int series, int perSecond) {
        if (series < 1 || perSecond < 0) {
            throw new IllegalArgumentException("--series is " + series + ", --per-second is " + perSecond
                    + " (expected at least 1, and 0 or more points a second of each)");
        }
        this.series = series;
        this.perSecond = perSecond;
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String describe() {
        return """
                latency: %,d series live, %s, minutes judged by sarima, read as committed; commit every 100 ms and every second.
                tick: from the clock's reading that is in a tick (what closes a bucket) to the tick readable in `bands`, behind the bands of
                the buckets that it closed; of all ticks, and (closing) of those that had bands. busy: processor time of the stream thread
                over the time that passed, so that half a load is 0.5. band: from the end of a bucket and its lateness to the band; a tick a second makes half a second of it.
                The first %d s left out. The broker is a JVM of its own on the same machine.
                """.formatted(
                series,
                perSecond == 0 ? "a point each " + INTERVAL_SECONDS + " s" : perSecond + " points a second of each",
                COLD_SECONDS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            measureAll(state, figures, progress);
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private void measureAll(Path state, Figures figures, Progress progress) throws Exception {
        for (Duration commit : COMMITS) {
            progress.say("commit every " + commit.toMillis() + " ms, " + (COLD_SECONDS + SECONDS) + " s");
            measure(commit, state, figures);
        }
    }

    private void measure(Duration commit, Path state, Figures figures) throws Exception {
        String prefix = "commit-" + commit.toMillis() + ".";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            Service service = Service.prepare(admin, at, prefix, Service.EACH);
            long start = System.currentTimeMillis() / 1000 + 5;
            PointLog log = new PointLog(
                    series, Service.PARTITIONS, COLD_SECONDS + SECONDS, start, perSecond == 0 ? INTERVAL_SECONDS : 1);
            Delays ticks = new Delays();
            Delays closing = new Delays();
            Delays bands = new Delays();
            try (var app = service.start(state.resolve(prefix), commit)) {
                CompletableFuture<Void> writing = log.writeLive(at, prefix, Math.max(1, perSecond));
                Service.awaitSecond(start + COLD_SECONDS);
                long worked = streamThreadNanos();
                listen(at, prefix, (start + COLD_SECONDS + SECONDS) * 1000, ticks, closing, bands);
                figures.add(
                        "commit_" + commit.toMillis() + "_ms_busy",
                        (streamThreadNanos() - worked) / (SECONDS * 1e9),
                        "cores");
                writing.get();
                if (!app.fault().isEmpty()) {
                    throw new IllegalStateException(app.fault());
                }
            }
            if (bands.size() < series) {
                throw new IllegalStateException("only " + bands.size() + " bands came: the work was not done");
            }
            String name = "commit_" + commit.toMillis() + "_ms_";
            tell(figures, name + "tick", ticks);
            tell(figures, name + "closing", closing);
            tell(figures, name + "band", bands);
        }
    }

    private static long streamThreadNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null
                        && STREAM_THREAD.matcher(thread.getThreadName()).matches())
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static void listen(String at, String prefix, long until, Delays ticks, Delays closing, Delays bands) {
        List<TopicPartition> all = IntStream.range(0, Service.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.BANDS.name(prefix), partition))
                .toList();
        BandBatchReader reader = new BandBatchReader(Wire.singleObject());
        BitSet told = new BitSet(); // Partitions whose tick that comes next had bands.
        try (KafkaConsumer<byte[], byte[]> consumer = Service.committedReader(at)) {
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            for (long now = System.currentTimeMillis(); now < until; ) {
                Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(Duration.ofMillis(100));
                now = System.currentTimeMillis();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    reader.read(record.value());
                    if (reader.size() > 0) {
                        told.set(record.partition());
                    }
                    if (reader.tickMillis().isPresent()) {
                        long delay = now - reader.tickMillis().getAsLong();
                        ticks.add(delay);
                        if (told.get(record.partition())) {
                            closing.add(delay);
                            told.clear(record.partition());
                        }
                    }
                    for (int row = 0; row < reader.size(); row++) {
                        bands.add(now - Service.closesAt(reader.startSeconds(row)));
                    }
                }
            }
        }
    }

    private static void tell(Figures figures, String name, Delays delays) {
        for (int percent : new int[] {50, 90, 99}) {
            figures.add(name + "_p" + percent, delays.percentile(percent) / 1e3, "s");
        }
    }
}
