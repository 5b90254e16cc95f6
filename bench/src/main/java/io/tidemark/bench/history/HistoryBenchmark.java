package io.tidemark.bench.history;

import io.tidemark.avro.PointKind;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.console.history.History;
import io.tidemark.console.history.HistoryBuckets;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.query.NoFunctions;
import io.tidemark.console.query.QueryEngine;
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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A history of minutes, and of the ten minutes and hours made of them: what it takes on disk, how quickly it is filled from
 * batches (what a rebuild does once the broker has handed them over), and how quickly it answers.
 */
public final class HistoryBenchmark implements Benchmark {

    private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
    private static final Wire WIRE = Wire.singleObject();
    private static final int SERIES_EACH = 10;
    private static final int BATCH_ROWS = 2_000;
    private static final int COMMIT_BATCHES = 50;
    private static final int RUNS = 5;

    private final int series;
    private final int days;

    public HistoryBenchmark(int series, int days) {
        if (series < SERIES_EACH * 2 || days < 1) {
            throw new IllegalArgumentException("--series is " + series + " and --days " + days + " (expected at least "
                    + SERIES_EACH * 2 + " and 1). Raise them. [small-history]");
        }
        this.series = series;
        this.days = days;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String describe() {
        return """
                history: %,d series x %d days at 1 minute, with their 10 m and 1 h buckets, in an embedded store: bytes on disk for
                each minute, rows written a second (batches are decoded, as a rebuild does), and the median of %d runs of each
                query through the engine. Left out: Kafka.
                """.formatted(series, days, RUNS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Path folder = Files.createTempDirectory("tidemark-bench-history-");
        try (History history = History.open(HistorySettings.in(folder), Clock.fixed(END, ZoneOffset.UTC))) {
            Figures figures = new Figures().add("series", series, "series").add("days", days, "days");
            long minutes = (long) series * days * 1_440;
            progress.say("writing " + minutes + " minutes");
            long started = System.nanoTime();
            long rows = write(history, 60, 1) + write(history, 600, 10) + write(history, 3_600, 60);
            double seconds = (System.nanoTime() - started) / 1e9;
            history.tidy();
            figures.add("minutes", minutes, "points")
                    .add("fill_rows_per_second", rows / seconds, "rows/s")
                    .add("fill_seconds", seconds, "s")
                    .add("stored_bytes_per_minute", (double) size(folder) / minutes, "B/point");
            progress.say("asking");
            return queries(history, figures);
        } finally {
            delete(folder);
        }
    }

    private Figures queries(History history, Figures figures) {
        QueryEngine engine =
                new QueryEngine(new HistoryBuckets(history), new NoFunctions(), (detector, frame) -> Optional.empty());
        int hosts = SERIES_EACH;
        return figures.add("one_series_4h", millis(engine, "avg:bench.m0{host:h0}", Duration.ofHours(4)), "ms")
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

    /** In the order in which a topic would hand them over: by time, then by series. */
    private long write(History history, int width, int minutesEach) {
        RollupBatchWriter writer = new RollupBatchWriter(WIRE);
        RollupBatchReader reader = new RollupBatchReader(WIRE);
        SplittableRandom random = new SplittableRandom(width);
        long start = END.minus(days()).getEpochSecond();
        long rows = 0;
        int inBatch = 0;
        int batches = 0;
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
                    history.writer().rollups(reader.read(writer.toBytes()));
                    writer.begin(width, false);
                    inBatch = 0;
                    if (++batches % COMMIT_BATCHES == 0) {
                        history.writer().commit();
                    }
                }
            }
        }
        if (inBatch > 0) {
            history.writer().rollups(reader.read(writer.toBytes()));
        }
        history.writer().commit();
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
