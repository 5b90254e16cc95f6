package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** One, two and four instances share the partitions of one log. */
public final class InstancesBenchmark implements Benchmark {
    private static final int PARTITIONS = 8;
    private static final int SERIES = 20_000;
    private static final int INTERVAL_SECONDS = 10;
    private static final int SECONDS = 6_000;
    private static final double COLD = 0.4;
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final int AHEAD_SECONDS = 120;
    private static final int[] INSTANCES = {1, 2, 4};

    @Override
    public String name() {
        return "instances";
    }

    @Override
    public String describe() {
        return """
                instances: a recorded log of %,d series (sarima on each) shared by 1, 2 and 4 processes of the detectors service, one stream
                thread each; broker and all of them on this machine, so that what is seen is how the partitions are shared and what an instance
                more costs, not what a machine more would bring. The first %d %% of the log left out.
                """.formatted(SERIES, (int) (COLD * 100));
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            for (int instances : INSTANCES) {
                progress.say(instances + " instances");
                figures.add("points_per_second_of_" + instances, measure(instances, state), "points/s");
            }
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private static double measure(int instances, Path state) throws Exception {
        String prefix = "of-" + instances + ".";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            TopicAdmin.createMissing(admin, prefix, PARTITIONS, Optional.of((short) 1));
            Service service = new Service(at, prefix, PARTITIONS);
            service.configure("sarima");
            long start = (System.currentTimeMillis() / 1000 + AHEAD_SECONDS) / 60 * 60;
            PointLog log = new PointLog(SERIES, PARTITIONS, SECONDS, start, INTERVAL_SECONDS);
            log.write(at, prefix);
            List<ChildJvm> processes = new ArrayList<>();
            try {
                for (int i = 0; i < instances; i++) {
                    processes.add(
                            ServiceProcess.start(at, prefix, state.resolve(prefix + i), PARTITIONS, 0, COMMIT_EVERY));
                }
                var ends = Committed.ends(admin, Topics.POINTS.name(prefix), PARTITIONS);
                double took = new Committed(admin, prefix + "detectors", ends)
                        .await(COLD, () -> {}, () -> {}, () -> processes.get(0).output());
                long rows = service.bandRows();
                if (rows < (long) SERIES * (SECONDS / 60 - 2)) {
                    throw new IllegalStateException("only " + rows + " band rows came out: the work was not done");
                }
                return log.points() / took;
            } finally {
                processes.forEach(ChildJvm::close);
            }
        }
    }
}
