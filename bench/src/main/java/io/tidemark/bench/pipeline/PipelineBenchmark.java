package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** Points a second of the detectors service over points a second of the bare loop, on the same records in one run. */
public final class PipelineBenchmark implements Benchmark {

    private static final int PARTITIONS = 8;
    private static final int INTERVAL_SECONDS = 10;
    private static final int SERIES = 10_000;
    private static final int WARM_UP_SECONDS = 600;
    private static final int MEASURED_SECONDS = 12_000;
    /** The first forty minutes of the log: all series are new, and learn again what is kept of them. */
    private static final double COLD = 0.2;

    /** The plain topology is measured on less: it takes several times as long. */
    private static final int PLAIN_SECONDS = 1_500;

    private static final int PLAIN_POINTS = SERIES * (PLAIN_SECONDS / INTERVAL_SECONDS);

    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final String MODEL = "sarima";
    /** Ticks must pass the moment at which the detector became known, so the log starts a little ahead of now. */
    private static final int AHEAD_SECONDS = 120;

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String describe() {
        return """
                pipeline: points -> rollups -> bands -> anomalies by the detectors service (exactly_once_v2, one stream thread,
                commit 1 s, %s on every series, 60 s buckets), beside a bare loop that consumes, decodes, encodes and produces
                the same records in transactions (one thread, same commit interval, no state). %,d series, one point each
                10 s, %d points a record, a tick a second and partition; the broker is a JVM of its own on loopback. Both run
                once on a shorter log first. Beside them what one would write with the Streams DSL (%,d points, one a record: windows of a
                minute on RocksDB, z-score). Left out: start and rebalance of the service, the first fifth of its log (new series),
                the intake.
                """.formatted(MODEL, SERIES, PointLog.BATCH_POINTS, PLAIN_POINTS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            progress.say("warming up on " + WARM_UP_SECONDS + " s of " + SERIES + " series");
            measure(admin, broker, at, "warm.", WARM_UP_SECONDS, state, new Figures());
            progress.say("measuring on " + MEASURED_SECONDS + " s");
            measure(admin, broker, at, "bench.", MEASURED_SECONDS, state, figures);
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private static void measure(
            Admin admin, EmbeddedKafka broker, String at, String prefix, int seconds, Path state, Figures figures)
            throws Exception {
        TopicAdmin.createMissing(admin, prefix, PARTITIONS, Optional.of((short) 1));
        broker.createTopics(PARTITIONS, prefix + "copy");
        Service service = new Service(at, prefix, PARTITIONS);
        service.configure(MODEL);
        long start = (System.currentTimeMillis() / 1000 + AHEAD_SECONDS) / 60 * 60;
        PointLog log = new PointLog(SERIES, PARTITIONS, seconds, start, INTERVAL_SECONDS);
        log.write(at, prefix);
        double loop = new BareLoop(at, (int) COMMIT_EVERY.toMillis())
                .copy(Topics.POINTS.name(prefix), prefix + "copy", PARTITIONS, log.points());
        double pipeline = service.run(state.resolve(prefix), 1, COMMIT_EVERY, COLD);
        double plain = plain(admin, broker, at, prefix, state);
        long rows = service.bandRows();
        long expected = (long) SERIES * (seconds / 60 - 1);
        if (rows < expected) {
            throw new IllegalStateException(
                    "only " + rows + " band rows came out (expected at least " + expected + "): the work was not done");
        }
        figures.add("points", log.points(), "points")
                .add("band_rows", rows, "rows")
                .add("bare_loop_points_per_second", log.points() / loop, "points/s")
                .add("pipeline_points_per_second", log.points() / pipeline, "points/s")
                .add("pipeline_microseconds_per_point", pipeline / log.points() * 1e6, "µs/point")
                .add("ratio_to_bare_loop", loop / pipeline, "ratio")
                .add("plain_streams_points_per_second", plain, "points/s")
                .add("ratio_to_plain_streams", log.points() / pipeline / plain, "ratio");
    }

    /** Points a second of the plain topology. Its points are dated back: a broker takes no times an hour ahead. */
    private static double plain(Admin admin, EmbeddedKafka broker, String at, String prefix, Path state)
            throws Exception {
        PlainStreams plain = new PlainStreams(at, prefix, PARTITIONS);
        broker.createTopics(PARTITIONS, plain.pointsTopic(), plain.scoresTopic());
        long start = System.currentTimeMillis() / 1000 - PLAIN_SECONDS;
        PointLog log = new PointLog(SERIES, PARTITIONS, PLAIN_SECONDS, start, INTERVAL_SECONDS);
        plain.write(log);
        return log.points() / plain.run(admin, state.resolve(prefix + "plain"), COMMIT_EVERY, COLD);
    }
}
