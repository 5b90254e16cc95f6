package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/** How fast a recorded month is gone through. */
public final class ReplayBenchmark implements Benchmark {
    private static final int SERIES = 1_000;
    private static final int INTERVAL_SECONDS = 60;
    private static final int DAYS = 30;
    private static final int DAY_SECONDS = 86_400;
    private static final double COLD = 0.1;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String describe() {
        return """
                replay: %d days of %,d series with a point each minute through the detectors service (%s on every series, one stream thread,
                exactly_once_v2, commit 1 s), a tick a minute and partition: how many times as fast as it was recorded. The first %d days
                left out (new series, code not compiled yet). The broker is a JVM of its own.
                """.formatted(DAYS, SERIES, Service.MODEL, (int) (DAYS * COLD));
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            Service service = Service.prepare(admin, at, "replay.", Service.EACH);
            int seconds = DAYS * DAY_SECONDS;
            PointLog log = PointLog.ahead(SERIES, seconds, INTERVAL_SECONDS).withTickEvery(INTERVAL_SECONDS);
            progress.say("writing " + DAYS + " days, " + log.points() + " points");
            log.write(at, "replay.");
            progress.say("going through them");
            double took = service.run(state, COLD);
            service.requireRows(BandStage.DIRECT, (long) SERIES * (seconds / 60 - 2));
            figures.add("times_real_time", seconds / took, "ratio")
                    .add("points_per_second", log.points() / took, "points/s");
        } finally {
            Service.delete(state);
        }
        return figures;
    }
}
