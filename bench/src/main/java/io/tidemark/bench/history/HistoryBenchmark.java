package io.tidemark.bench.history;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.console.app.ConsoleApp;
import io.tidemark.console.app.ConsoleSettings;
import io.tidemark.console.history.History;
import io.tidemark.console.history.HistoryBuckets;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.query.Excluded;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.query.NoFunctions;
import io.tidemark.console.query.QueryEngine;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A history of minutes, and of the ten minutes and hours made of them: what it takes on disk, how quickly it is filled from
 * batches (what a rebuild does once the broker has handed them over), how quickly a console with an empty folder is full again from
 * Kafka, and how quickly it answers.
 */
public final class HistoryBenchmark implements Benchmark {

    private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
    private static final Wire WIRE = Wire.singleObject();
    private static final int SERIES_EACH = 10;
    private static final int BATCH_ROWS = 2_000;
    private static final int COMMIT_BATCHES = 50;
    private static final int RUNS = 5;
    private static final int PARTITIONS = 2;
    private static final long LOOK_MILLIS = 50;

    private final int series;
    private final int days;
    private final boolean rebuild;

    /** @param rebuild whether a console is filled from Kafka as well */
    public HistoryBenchmark(int series, int days, boolean rebuild) {
        if (series < SERIES_EACH * 2 || days < 1) {
            throw new IllegalArgumentException("--series is " + series + " and --days " + days + " (expected at least "
                    + SERIES_EACH * 2 + " and 1). Raise them. [small-history]");
        }
        this.series = series;
        this.days = days;
        this.rebuild = rebuild;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String describe() {
        return """
                history: %,d series x %d days at 1 minute, with their 10 m and 1 h buckets, in an embedded store: bytes on disk for
                each minute, rows written a second (batches are decoded, as a rebuild does), the median of %d runs of each
                query through the engine, and (--rebuild) the same rows in the topic of an embedded broker, and a console that
                starts with nothing until it has them all.
                """.formatted(series, days, RUNS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures().add("series", series, "series").add("days", days, "days");
        Path folder = Files.createTempDirectory("tidemark-bench-history-");
        try (History history = History.open(HistorySettings.in(folder), Clock.fixed(END, ZoneOffset.UTC))) {
            long minutes = (long) series * days * 1_440;
            progress.say("writing " + minutes + " minutes");
            long started = System.nanoTime();
            Filling filling = new Filling(history);
            long rows = batches(filling::take);
            history.writer().commit();
            double seconds = (System.nanoTime() - started) / 1e9;
            history.tidy();
            figures.add("minutes", minutes, "points")
                    .add("fill_rows_per_second", rows / seconds, "rows/s")
                    .add("fill_seconds", seconds, "s")
                    .add("stored_bytes_per_minute", (double) size(folder) / minutes, "B/point");
            progress.say("asking");
            queries(history, figures);
        } finally {
            delete(folder);
        }
        return rebuild ? rebuilt(progress, figures) : figures;
    }

    /** Commits as often as the console's own filler does about. */
    private static final class Filling {
        private final History history;
        private final RollupBatchReader reader = new RollupBatchReader(WIRE);
        private int batches;

        Filling(History history) {
            this.history = history;
        }

        void take(byte[] batch) {
            history.writer().rollups(reader.read(batch));
            if (++batches % COMMIT_BATCHES == 0) {
                history.writer().commit();
            }
        }
    }

    private Figures rebuilt(Progress progress, Figures figures) throws Exception {
        Path folder = Files.createTempDirectory("tidemark-bench-rebuild-");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            TopicAdmin.createMissing(kafka.admin(), Topics.PREFIX, PARTITIONS, Optional.of((short) 1));
            progress.say("publishing the same to Kafka");
            Published published = publish(kafka.bootstrapServers());
            progress.say("rebuilding from Kafka");
            long started = System.nanoTime();
            try (ConsoleApp console = ConsoleApp.start(
                    ConsoleSettings.of(kafka.bootstrapServers(), HistorySettings.in(folder))
                            .withPort(0),
                    ConsoleApp.Extras.none(),
                    Clock.systemUTC(),
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
                while (console.records().getOrDefault("rollups", 0L) < published.batches()) {
                    Thread.sleep(LOOK_MILLIS);
                }
                double seconds = (System.nanoTime() - started) / 1e9;
                return figures.add("rebuild_seconds", seconds, "s")
                        .add("rebuild_rows_per_second", published.rows() / seconds, "rows/s");
            }
        } finally {
            delete(folder);
        }
    }

    private record Published(long rows, long batches) {}

    private Published publish(String bootstrapServers) {
        AtomicLong batches = new AtomicLong();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "20", "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long rows = batches(batch -> {
                producer.send(new ProducerRecord<>(Topics.ROLLUPS.name(Topics.PREFIX), batch));
                batches.incrementAndGet();
            });
            return new Published(rows, batches.get());
        }
    }

    private void queries(History history, Figures figures) {
        QueryEngine engine = new QueryEngine(
                new HistoryBuckets(history),
                new NoFunctions(),
                (detector, frame) -> Optional.empty(),
                Excluded.NOTHING);
        int hosts = SERIES_EACH;
        figures.add("one_series_4h", millis(engine, "avg:bench.m0{host:h0}", Duration.ofHours(4)), "ms")
                .add(
                        "one_series_" + days + "d_at_1m",
                        millis(engine, "avg:bench.m0{host:h0}.rollup(avg, 300)", days()),
                        "ms")
                .add(
                        hosts + "_series_by_host_1d",
                        millis(engine, "avg:bench.m0{*} by {host}", Duration.ofDays(1)),
                        "ms")
                .add(hosts + "_series_by_host_" + days + "d", millis(engine, "avg:bench.m0{*} by {host}", days()), "ms")
                .add(
                        "ratio_of_two_metrics_1d",
                        millis(engine, "sum:bench.m0{*} / sum:bench.m1{*} * 100", Duration.ofDays(1)),
                        "ms");
    }

    private Duration days() {
        return Duration.ofDays(days);
    }

    private static double millis(QueryEngine engine, String text, Duration span) {
        GraphQuery query = GraphQuery.parseAll(text).get(0);
        double[] times = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long started = System.nanoTime();
            int lines = engine.answer(query, END.minus(span).getEpochSecond(), END.getEpochSecond(), 350)
                    .lines()
                    .size();
            times[i] = (System.nanoTime() - started) / 1e6;
            if (lines == 0) {
                throw new IllegalStateException(text + " has no answer");
            }
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /** Rows of all three widths. */
    private long batches(Consumer<byte[]> each) {
        return batches(each, 60, 1) + batches(each, 600, 10) + batches(each, 3_600, 60);
    }

    /** In the order in which a topic would hand them over: by time, then by series. */
    private long batches(Consumer<byte[]> each, int width, int minutesEach) {
        RollupBatchWriter writer = new RollupBatchWriter(WIRE);
        SplittableRandom random = new SplittableRandom(width);
        long start = END.minus(days()).getEpochSecond();
        long rows = 0;
        int inBatch = 0;
        writer.begin(width, false);
        for (long at = start; at < END.getEpochSecond(); at += width) {
            for (int s = 0; s < series; s++) {
                double level = 50 + 20 * Math.sin((at + s * 977L) * 2 * Math.PI / 86_400) + random.nextGaussian();
                long count = 6L * minutesEach;
                writer.add(
                        "bench.m" + s / SERIES_EACH + "{env:prod,host:h" + s % SERIES_EACH + "}",
                        PointKind.GAUGE,
                        0,
                        at,
                        count,
                        level * count,
                        level - 1,
                        level + 1,
                        level,
                        null);
                rows++;
                if (++inBatch == BATCH_ROWS) {
                    each.accept(writer.toBytes());
                    writer.begin(width, false);
                    inBatch = 0;
                }
            }
        }
        if (inBatch > 0) {
            each.accept(writer.toBytes());
        }
        return rows;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
