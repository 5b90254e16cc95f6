package io.tidemark.ingest.collector;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Runs checks, each at the set interval, and hands over what they measured. */
public final class Collector implements AutoCloseable {

    private static final String DOOR = "collector";

    private final CollectorSettings settings;
    private final Admission admission;
    private final Tally tally;
    private final Outlet outlet;
    private final Clock clock;
    private final List<CheckRunner> runners;
    private final ScheduledExecutorService timer;
    private final ExecutorService pool;

    private Collector(
            CollectorSettings settings,
            List<Check> checks,
            Admission admission,
            Tally tally,
            Outlet outlet,
            Clock clock) {
        this.settings = settings;
        this.admission = admission;
        this.tally = tally;
        this.outlet = outlet;
        this.clock = clock;
        this.runners = checks.stream()
                .map(check -> new CheckRunner(check, this::measure))
                .toList();
        this.timer = Executors.newSingleThreadScheduledExecutor(daemon("tidemark-collector-timer"));
        // A thread a check at most: the runner never runs twice at once.
        this.pool = Executors.newCachedThreadPool(daemon("tidemark-collector"));
    }

    /** Starts all checks at once, then each interval. */
    public static Collector start(
            CollectorSettings settings,
            List<Check> checks,
            Admission admission,
            Tally tally,
            Outlet outlet,
            Clock clock) {
        Collector collector = new Collector(settings, checks, admission, tally, outlet, clock);
        long everyMillis = settings.interval().toMillis();
        for (CheckRunner runner : collector.runners) {
            collector.timer.scheduleAtFixedRate(
                    () -> runner.start(collector.pool), 0, everyMillis, TimeUnit.MILLISECONDS);
        }
        return collector;
    }

    /** How each check is doing. */
    public List<CheckRunner.Status> status() {
        return runners.stream().map(CheckRunner::status).toList();
    }

    /** Stops starting checks; one that hangs is interrupted and left behind. */
    @Override
    public void close() {
        timer.shutdownNow();
        pool.shutdownNow();
    }

    private void measure(Check check) throws Exception {
        Points points = new Points();
        long nowMillis = clock.millis();
        check.run((metric, value, tags) -> gauge(points, nowMillis, metric, value, tags));
        if (points.size() > 0) {
            outlet.points(points, DOOR);
        }
    }

    private void gauge(Points points, long nowMillis, String metric, double value, String... tags) {
        if (!Double.isFinite(value)) {
            return;
        }
        List<String> all = new ArrayList<>(List.of(tags));
        all.addAll(settings.tags());
        Verdict<Series> series = admission.series(metric, all, settings.host(), "", nowMillis);
        if (series.isAdmitted()) {
            points.add(series.value().text(), PointKind.GAUGE, 0, nowMillis, value);
        } else {
            tally.refuse(series.refusal(), DOOR);
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
