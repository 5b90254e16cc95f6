package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.bench.ProcessorTime;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** What it costs that the series of a group lie in other partitions than the group. */
public final class ShuffleBenchmark implements Benchmark {
    private static final int PARTITIONS = 8;
    private static final int SERIES = 100_000;
    private static final int PER_GROUP = 100;
    private static final int INTERVAL_SECONDS = 10;
    private static final int COLD_SECONDS = 420;
    private static final int SECONDS = 1_200;
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final int AHEAD_SECONDS = 120;
    private static final String MODEL = "sarima";
    private static final String EACH = "avg:bench.load{*} by {*}";
    /** Nothing of the log: rolled up and no more. */
    private static final String NOTHING = "avg:bench.nothing{*} by {*}";

    private static final String GROUPED = "sum:bench.load{*} by {host}";

    @Override
    public String name() {
        return "shuffle";
    }

    @Override
    public String describe() {
        return """
                shuffle: %,d series, one point each 10 s, through the detectors service (%s, one stream thread, commit 1 s): judged one by one,
                which stays in each partition (%s), rolled up only, and summed into %,d groups across %d partitions
                (%s). Time and processor time of the last over the others; the first %d s of the log left out.
                """.formatted(SERIES, MODEL, EACH, SERIES / PER_GROUP, PARTITIONS, GROUPED, COLD_SECONDS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            progress.say("warming up");
            measure("warm.", EACH, SECONDS / 2, state);
            progress.say("one by one");
            double[] each = measure("each.", EACH, SECONDS, state);
            progress.say("rolled up only");
            double[] rolledUp = measure("rolled-up.", NOTHING, SECONDS, state);
            progress.say("in groups");
            double[] grouped = measure("grouped.", GROUPED, SECONDS, state);
            figures.add("each_points_per_second", each[0], "points/s")
                    .add("grouped_points_per_second", grouped[0], "points/s")
                    .add("rolled_up_points_per_second", rolledUp[0], "points/s")
                    .add("time_of_grouped_over_rolled_up", rolledUp[0] / grouped[0], "ratio")
                    .add("processor_of_grouped_over_rolled_up", grouped[1] / rolledUp[1], "ratio")
                    .add("time_of_grouped_over_each", each[0] / grouped[0], "ratio")
                    .add("processor_of_grouped_over_each", grouped[1] / each[1], "ratio");
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    /** Points a second, and seconds of processor time for the measured part. */
    private static double[] measure(String prefix, String query, int measured, Path state) throws Exception {
        int seconds = COLD_SECONDS + measured;
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            TopicAdmin.createMissing(admin, prefix, PARTITIONS, Optional.of((short) 1));
            Service service = new Service(broker.bootstrapServers(), prefix, PARTITIONS);
            service.configure("bench", query, MODEL);
            long start = (System.currentTimeMillis() / 1000 + AHEAD_SECONDS) / 60 * 60;
            PointLog log = new PointLog(SERIES, PARTITIONS, seconds, start, INTERVAL_SECONDS).withPerHost(PER_GROUP);
            log.write(broker.bootstrapServers(), prefix);
            long[] nanos = new long[2];
            double took = service.run(
                    state.resolve(prefix),
                    1,
                    COMMIT_EVERY,
                    (double) COLD_SECONDS / seconds,
                    () -> nanos[0] = ProcessorTime.nanos(),
                    () -> nanos[1] = ProcessorTime.nanos());
            boolean grouped = query.equals(GROUPED);
            long rows = service.bandRows(grouped ? BandStage.GROUPED : BandStage.DIRECT);
            long wanted =
                    query.equals(NOTHING) ? 0 : (long) (grouped ? SERIES / PER_GROUP : SERIES) * (seconds / 60 - 4);
            if (rows < wanted) {
                throw new IllegalStateException(
                        "only " + rows + " band rows came out (expected " + wanted + "): the work was not done");
            }
            return new double[] {log.points() / took, (nanos[1] - nanos[0]) / 1e9 / service.measuredShare()};
        }
    }
}
