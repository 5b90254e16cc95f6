package io.tidemark.ingest.collector;

import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs checks, each at its own interval, and hands over what they found. What is to run can be changed at any time: a check
 * whose settings are the same goes on with its state and its history.
 */
public final class Collector implements AutoCloseable {

    /** A run that takes longer is interrupted: longer than any check of ours waits for anything. */
    static final Duration RUN_LIMIT = Duration.ofSeconds(60);

    private static final long LOOK_EVERY_MILLIS = 200;

    private final RunReport.Rules rules;
    private final Outlet outlet;
    private final Clock clock;
    private final Map<CheckPlan.Key, CheckRunner> runners = new LinkedHashMap<>();
    private final Timetable<CheckPlan.Key> timetable = new Timetable<>();
    private final ExecutorService pool;
    private final Thread timer;
    private volatile CollectorSettings settings;
    private boolean closing;

    /** What a collector works with. @param books of what checks said, each figure, event and service check one */
    public record Parts(
            Admission admission,
            EventRule events,
            CheckRule checks,
            Tally tally,
            Ledger books,
            Outlet outlet,
            Clock clock) {

        RunReport.Rules rules() {
            return new RunReport.Rules(admission, events, checks, tally, books);
        }
    }

    private Collector(CollectorSettings settings, Parts parts) {
        this.settings = settings;
        this.rules = parts.rules();
        this.outlet = parts.outlet();
        this.clock = parts.clock();
        // A thread a check at most: the runner never runs twice at once.
        this.pool = Executors.newCachedThreadPool(daemon("tidemark-check"));
        this.timer = daemon("tidemark-collector").newThread(this::tickUntilClosed);
    }

    /** Starts all checks at once, then each at its interval. */
    public static Collector start(CollectorSettings settings, List<CheckPlan> plans, Parts parts) {
        Collector collector = new Collector(settings, parts);
        collector.apply(settings, plans);
        collector.timer.start();
        return collector;
    }

    /** Without a thread that looks at the clock: the test says when. */
    static Collector withoutTimer(CollectorSettings settings, List<CheckPlan> plans, Parts parts) {
        Collector collector = new Collector(settings, parts);
        collector.apply(settings, plans);
        return collector;
    }

    /** What is to run from now on. */
    public synchronized void apply(CollectorSettings newSettings, List<CheckPlan> plans) {
        settings = newSettings;
        long now = clock.millis();
        Map<CheckPlan.Key, CheckPlan> wanted = new LinkedHashMap<>();
        plans.forEach(plan -> wanted.put(plan.key(), plan));
        for (CheckPlan.Key key : List.copyOf(runners.keySet())) {
            if (!wanted.containsKey(key)) {
                runners.remove(key).abandon();
                timetable.remove(key);
            }
        }
        wanted.forEach((key, plan) -> {
            runners.computeIfAbsent(key, k -> new CheckRunner(plan, new Desk(), RUN_LIMIT))
                    .plan(plan);
            timetable.put(key, plan.interval().toMillis(), now);
        });
        notifyAll();
    }

    /** Starts what is due now. */
    synchronized void tick() {
        long now = clock.millis();
        timetable.due(now).forEach(key -> runners.get(key).start(pool, now));
        runners.values().forEach(runner -> runner.watch(now));
    }

    /** How each check is doing. */
    public synchronized List<CheckStatus> status() {
        return runners.values().stream().map(CheckRunner::status).toList();
    }

    /** False once its thread has ended, for whatever reason. */
    public boolean isAlive() {
        return timer.isAlive();
    }

    /** Stops starting checks; one that hangs is interrupted and left behind. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            runners.values().forEach(CheckRunner::abandon);
            notifyAll();
        }
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.SECONDS);
            timer.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tickUntilClosed() {
        try {
            while (!closing) {
                tick();
                long untilNext = timetable.next().orElse(Long.MAX_VALUE) - clock.millis();
                wait(Math.max(1, Math.min(LOOK_EVERY_MILLIS, untilNext)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Desk implements CheckRunner.Desk {

        @Override
        public RunReport open(CheckPlan plan, Rises rises) {
            CollectorSettings now = settings;
            List<String> tags = new ArrayList<>(plan.settings().tags());
            tags.addAll(now.tags());
            return new RunReport(rules, now.host(), tags, clock.millis(), rises);
        }

        @Override
        public void deliver(RunReport.Findings findings) {
            if (findings.points().size() > 0) {
                outlet.points(findings.points(), "collector");
            }
            findings.events().forEach(outlet::event);
            findings.checks().forEach(outlet::check);
            rules.books().leftPublished(findings.taken());
        }

        @Override
        public void drop(RunReport.Findings findings) {
            rules.tally().count(Reason.RUN_OVER, findings.taken());
            rules.books().leftDropped(findings.taken());
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
