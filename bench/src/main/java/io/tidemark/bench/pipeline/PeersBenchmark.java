package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** The same work by other means, in one run: the Streams DSL and Flink; and the bare loop, which nothing on these records can be faster than. */
public final class PeersBenchmark implements Benchmark {
    private static final String OURS = "ours.";
    private static final int SERIES = 10_000;
    private static final int INTERVAL_SECONDS = 10;
    private static final int SECONDS = 12_000;
    private static final int PLAIN_SECONDS = 3_000;
    /** A forest takes a megabyte or so. */
    private static final int FOREST_SERIES = 1_000;
    /** So many minutes that a forest's samples are full at the end. */
    private static final int FOREST_SECONDS = 18_000;

    /** Each starts in its own way; in the second half all of them are compiled. */
    private static final double COLD = 0.5;

    private static final Duration FLINK_MAX = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String describe() {
        return """
                peers: %,d series with a point each 10 s through the detectors service (sarima on every series, batches, one stream thread), beside
                a bare loop that only copies its records; and
                windows of a minute with a z-score by the Streams DSL (RocksDB, one thread) and by Flink on its local cluster (state on heap, a
                checkpoint a second, one slot), a point a record, as each takes them; and with a random cut forest for each of %,d series by
                the Streams DSL (forests in memory only). All exactly once (Flink's sink at least once), commit 1 s; the
                first half of each log left out, but for the loop.
                """.formatted(SERIES, FOREST_SERIES);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            progress.say("the bare loop");
            Service service = Service.prepare(admin, at, OURS, Service.EACH);
            PointLog batches = PointLog.ahead(SERIES, SECONDS, INTERVAL_SECONDS);
            batches.write(at, OURS);
            double loop = loop(broker, at, batches); // First: the service writes answers to itself behind the log.
            progress.say("the detectors service");
            double ours = ours(service, state, batches);
            PlainStreams plain = PlainStreams.withZScores(at, "peers.");
            PointLog log = PlainStreams.log(SERIES, PLAIN_SECONDS, INTERVAL_SECONDS);
            progress.say("Streams DSL");
            double streams = plain(plain, log, broker, admin, state.resolve("plain"));
            progress.say("Streams DSL with random cut forests");
            double forests = plain(
                    PlainStreams.withForests(at, "forests."),
                    PlainStreams.log(FOREST_SERIES, FOREST_SECONDS, INTERVAL_SECONDS),
                    broker,
                    admin,
                    state.resolve("forests"));
            broker.createTopics(Service.PARTITIONS, "peers.flink-scores");
            progress.say("Flink");
            double flink = flink(at, plain.pointsTopic(), log.points(), state.resolve("checkpoints"));
            figures.add("tidemark_points_per_second", ours, "points/s")
                    .add("bare_loop_points_per_second", loop, "points/s")
                    .add("streams_dsl_points_per_second", streams, "points/s")
                    .add("random_cut_forests_points_per_second", forests, "points/s")
                    .add("flink_points_per_second", flink, "points/s")
                    .add("tidemark_over_streams_dsl", ours / streams, "ratio")
                    .add("tidemark_over_random_cut_forests", ours / forests, "ratio")
                    .add("tidemark_over_flink", ours / flink, "ratio")
                    .add("bare_loop_over_flink", loop / flink, "ratio");
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private static double plain(PlainStreams job, PointLog log, EmbeddedKafka broker, Admin admin, Path state)
            throws Exception {
        broker.createTopics(Service.PARTITIONS, job.pointsTopic(), job.scoresTopic());
        job.write(log);
        return log.points() / job.run(admin, state, COLD);
    }

    private static double loop(EmbeddedKafka broker, String at, PointLog log) {
        broker.createTopics(Service.PARTITIONS, OURS + "copy");
        return log.points()
                / new BareLoop(at, (int) Service.COMMIT_EVERY.toMillis())
                        .copy(Topics.POINTS.name(OURS), OURS + "copy", Service.PARTITIONS, log.points());
    }

    private static double ours(Service service, Path state, PointLog log) throws Exception {
        double took = service.run(state.resolve("ours"), COLD);
        service.requireRows(BandStage.DIRECT, (long) SERIES * (SECONDS / 60 - 1));
        return log.points() / took;
    }

    private static double flink(String at, String topic, long points, Path checkpoints)
            throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("tidemark.root", "."), "bench", "flink", "target");
        Path classPath = folder.resolve("class-path");
        if (!Files.exists(classPath)) {
            throw new IllegalStateException(classPath + " is missing: start this benchmark by bench/run peers");
        }
        Path out = Files.createTempFile("tidemark-bench", ".out");
        Process job = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx3g",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        folder.resolve("classes") + ":" + Files.readString(classPath),
                        "io.tidemark.bench.flink.FlinkJob",
                        at,
                        topic,
                        "peers.flink-scores",
                        Long.toString(points),
                        Double.toString(COLD),
                        checkpoints.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!job.waitFor(FLINK_MAX.toSeconds(), TimeUnit.SECONDS) || job.exitValue() != 0) {
                List<String> lines = Files.readAllLines(out);
                throw new IllegalStateException("the Flink job ended badly or not at all: "
                        + String.join("\n", lines.subList(0, Math.min(30, lines.size()))));
            }
            return Files.readAllLines(out).stream()
                    .filter(line -> line.startsWith("points_per_second "))
                    .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                    .findFirst()
                    .orElseThrow();
        } finally {
            job.destroyForcibly();
            Files.delete(out);
        }
    }
}
