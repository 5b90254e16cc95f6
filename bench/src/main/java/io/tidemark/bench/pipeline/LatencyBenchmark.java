package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** How long after its time a band can be read. */
public final class LatencyBenchmark implements Benchmark {
    private static final int SERIES = 20_000;
    private static final int INTERVAL_SECONDS = 10;
    private static final int COLD_SECONDS = 75;
    private static final int SECONDS = 120;
    private static final List<Duration> COMMITS = List.of(Duration.ofMillis(100), Duration.ofSeconds(1));

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String describe() {
        return """
                latency: %,d series live, a point each %d s, minutes judged by sarima, read as committed; commit every 100 ms and every second.
                tick: from the clock's reading that is in a tick (what closes a bucket) to the tick readable in `bands`, behind the bands of
                the buckets that it closed. band: from the end of a bucket and its lateness to the band; a tick a second makes half a second of it.
                The first %d s left out. The broker is a JVM of its own on the same machine.
                """.formatted(SERIES, INTERVAL_SECONDS, COLD_SECONDS);
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

    private static void measureAll(Path state, Figures figures, Progress progress) throws Exception {
        for (Duration commit : COMMITS) {
            progress.say("commit every " + commit.toMillis() + " ms, " + (COLD_SECONDS + SECONDS) + " s");
            measure(commit, state, figures);
        }
    }

    private static void measure(Duration commit, Path state, Figures figures) throws Exception {
        String prefix = "commit-" + commit.toMillis() + ".";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            Service service = Service.prepare(admin, at, prefix, Service.EACH);
            long start = System.currentTimeMillis() / 1000 + 5;
            PointLog log = new PointLog(SERIES, Service.PARTITIONS, COLD_SECONDS + SECONDS, start, INTERVAL_SECONDS);
            Delays ticks = new Delays();
            Delays bands = new Delays();
            try (var app = service.start(state.resolve(prefix), commit)) {
                CompletableFuture<Void> writing = log.writeLive(at, prefix);
                listen(
                        at,
                        prefix,
                        (start + COLD_SECONDS) * 1000,
                        (start + COLD_SECONDS + SECONDS) * 1000,
                        ticks,
                        bands);
                writing.get();
                if (!app.fault().isEmpty()) {
                    throw new IllegalStateException(app.fault());
                }
            }
            if (bands.size() < SERIES) {
                throw new IllegalStateException("only " + bands.size() + " bands came: the work was not done");
            }
            String name = "commit_" + commit.toMillis() + "_ms_";
            tell(figures, name + "tick", ticks);
            tell(figures, name + "band", bands);
        }
    }

    private static void listen(String at, String prefix, long from, long until, Delays ticks, Delays bands) {
        List<TopicPartition> all = IntStream.range(0, Service.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.BANDS.name(prefix), partition))
                .toList();
        BandBatchReader reader = new BandBatchReader(Wire.singleObject());
        try (KafkaConsumer<byte[], byte[]> consumer = Service.committedReader(at)) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            for (long now = System.currentTimeMillis(); now < until; ) {
                Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(Duration.ofMillis(100));
                now = System.currentTimeMillis();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    reader.read(record.value());
                    if (now < from) {
                        continue;
                    }
                    if (reader.tickMillis().isPresent()) {
                        ticks.add(now - reader.tickMillis().getAsLong());
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
