package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.bench.ProcessorTime;
import io.tidemark.testkit.broker.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/** What it costs that the series of a group lie in other partitions than the group. */
public final class ShuffleBenchmark implements Benchmark {
    private static final int SERIES = 100_000;
    private static final int PER_GROUP = 100;
    private static final int INTERVAL_SECONDS = 10;
    private static final int COLD_SECONDS = 420;
    private static final int SECONDS = 1_200;
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
                """.formatted(
                SERIES, Service.MODEL, Service.EACH, SERIES / PER_GROUP, Service.PARTITIONS, GROUPED, COLD_SECONDS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            progress.say("warming up");
            measure("warm.", Service.EACH, SECONDS / 2, state);
            progress.say("one by one");
            double[] each = measure("each.", Service.EACH, SECONDS, state);
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
            String at = broker.bootstrapServers();
            Service service = Service.prepare(admin, at, prefix, query);
            PointLog log = PointLog.ahead(SERIES, seconds, INTERVAL_SECONDS).withPerHost(PER_GROUP);
            log.write(at, prefix);
            long[] nanos = new long[2];
            double took = service.run(
                    state.resolve(prefix),
                    (double) COLD_SECONDS / seconds,
                    () -> nanos[0] = ProcessorTime.nanos(),
                    () -> nanos[1] = ProcessorTime.nanos());
            if (query.equals(GROUPED)) {
                service.requireRows(BandStage.GROUPED, (long) SERIES / PER_GROUP * (seconds / 60 - 4));
            } else if (query.equals(Service.EACH)) {
                service.requireRows(BandStage.DIRECT, (long) SERIES * (seconds / 60 - 2));
            }
            return new double[] {log.points() / took, (nanos[1] - nanos[0]) / 1e9 / service.measuredShare()};
        }
    }
}
