package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** One, two and four instances share the partitions of one log. */
public final class InstancesBenchmark implements Benchmark {
    private static final int SERIES = 20_000;
    private static final int INTERVAL_SECONDS = 10;
    private static final int SECONDS = 6_000;
    private static final double COLD = 0.4;
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
            Service service = Service.prepare(admin, at, prefix, Service.EACH);
            PointLog log = PointLog.ahead(SERIES, SECONDS, INTERVAL_SECONDS);
            log.write(at, prefix);
            List<ChildJvm> processes = new ArrayList<>();
            try {
                for (int i = 0; i < instances; i++) {
                    processes.add(
                            ServiceProcess.start(at, prefix, state.resolve(prefix + i), 0, ServiceProcess.ONE_THREAD));
                }
                var ends = Committed.ends(admin, Topics.POINTS.name(prefix), Service.PARTITIONS);
                double took = new Committed(admin, service.group(), ends)
                        .await(COLD, () -> {}, () -> {}, () -> processes.get(0).output());
                service.requireRows(BandStage.DIRECT, (long) SERIES * (SECONDS / 60 - 2));
                return log.points() / took;
            } finally {
                processes.forEach(ChildJvm::close);
            }
        }
    }
}
