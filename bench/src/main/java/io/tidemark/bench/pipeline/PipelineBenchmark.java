package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/** Points a second of the detectors service over points a second of the bare loop, on the same records in one run. */
public final class PipelineBenchmark implements Benchmark {

    private static final int INTERVAL_SECONDS = 10;
    private static final int SERIES = 10_000;
    private static final int WARM_UP_SECONDS = 3_000;
    private static final int MEASURED_SECONDS = 60_000;
    /** Half of the log: all series are new, learn again what is kept of them, and the compilers are at work for some 20 s; the machine changes within seconds. */
    private static final double COLD = 0.5;

    /** The plain topology is measured on less: it takes several times as long. */
    private static final int PLAIN_SECONDS = 1_500;

    private static final int PLAIN_POINTS = SERIES * (PLAIN_SECONDS / INTERVAL_SECONDS);

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
                minute on RocksDB, z-score). Left out: start and rebalance of the service, the first half of its log (new series, compilers),
                the intake.
                """.formatted(Service.MODEL, SERIES, PointLog.BATCH_POINTS, PLAIN_POINTS);
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
        broker.createTopics(Service.PARTITIONS, prefix + "copy");
        Service service = Service.prepare(admin, at, prefix, Service.EACH);
        PointLog log = PointLog.ahead(SERIES, seconds, INTERVAL_SECONDS);
        log.write(at, prefix);
        double loop = new BareLoop(at, (int) Service.COMMIT_EVERY.toMillis())
                .copy(Topics.POINTS.name(prefix), prefix + "copy", Service.PARTITIONS, log.points());
        double pipeline = service.run(state.resolve(prefix), COLD);
        double plain = plain(admin, broker, at, prefix, state);
        service.requireRows(BandStage.DIRECT, (long) SERIES * (seconds / 60 - 1));
        figures.add("points", log.points(), "points")
                .add("bare_loop_points_per_second", log.points() / loop, "points/s")
                .add("pipeline_points_per_second", log.points() / pipeline, "points/s")
                .add("pipeline_microseconds_per_point", pipeline / log.points() * 1e6, "µs/point")
                .add("ratio_to_bare_loop", loop / pipeline, "ratio")
                .add("plain_streams_points_per_second", plain, "points/s")
                .add("ratio_to_plain_streams", log.points() / pipeline / plain, "ratio");
    }

    /** Points a second of the plain topology. */
    private static double plain(Admin admin, EmbeddedKafka broker, String at, String prefix, Path state)
            throws Exception {
        PlainStreams plain = PlainStreams.withZScores(at, prefix);
        broker.createTopics(Service.PARTITIONS, plain.pointsTopic(), plain.scoresTopic());
        PointLog log = PlainStreams.log(SERIES, PLAIN_SECONDS, INTERVAL_SECONDS);
        plain.write(log);
        return log.points() / plain.run(admin, state.resolve(prefix + "plain"), COLD);
    }
}
