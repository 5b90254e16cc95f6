package io.tidemark.ingest.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.Books;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.RecordingOutlet;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.check.host.HostChecks;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import oshi.SystemInfo;

/** Goal: checks do not get in each other's way; time passes when the test says so. */
class CollectorTest {

    private final RecordingOutlet outlet = new RecordingOutlet();
    private final ManualClock clock = new ManualClock("2026-03-01T12:00:00Z");
    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
    private final Ledger books = new Ledger();
    private Collector collector;

    @AfterEach
    void stopAndCloseTheBooks() {
        collector.close();
        Books.requireBalanceOfSamples(books, refusals);
    }

    @Test
    void aCheckThatHangsBlocksNoOtherIsNotStartedTwiceAndIsInterruptedOverItsTime() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger entered = new AtomicInteger();
        start(
                plan("hanging", 15, report -> {
                    entered.incrementAndGet();
                    never.await();
                }),
                plan("quick", 15, report -> report.gauge("quick", 1, "a:b")));

        for (int i = 0; i < 4; i++) {
            step(15);
            awaitIdle("quick", i + 1);
        }

        assertThat(entered).hasValue(1);
        assertThat(status("hanging").skipped()).isEqualTo(3);
        assertThat(outlet.points())
                .contains("quick{a:b,env:test,host:box} GAUGE 1.0")
                .hasSize(4);
        step(15);
        step(15);
        await().until(() -> status("hanging").runs() >= 1);
        assertThat(status("hanging").overdue()).isEqualTo(1);
        assertThat(status("hanging").lastError()).contains("interrupted");
    }

    @Test
    void aCheckThatFailsShowsItsErrorKeepsWhatItFoundAndRunsAgain() {
        start(plan("failing", 15, report -> {
            report.gauge("before", 1);
            throw new StackOverflowError("no end");
        }));

        step(15);
        awaitIdle("failing", 1);
        step(15);
        awaitIdle("failing", 2);

        assertThat(status("failing").failures()).isEqualTo(2);
        assertThat(status("failing").lastError()).contains("no end");
        assertThat(outlet.points()).hasSize(2);
    }

    @Test
    void everyKindOfFigureComesOutAsItShould() {
        double[] counter = {100, 130, 10, 25};
        AtomicInteger run = new AtomicInteger();
        start(plan("all", 10, report -> {
            double value = counter[run.getAndIncrement()];
            report.count("count", 3);
            report.monotonicCount("rises", value);
            report.rate("rate", value);
            report.gauge("none", Double.NaN);
            report.histogram("h", value);
            report.set("users", "a");
            report.serviceCheck("up", Report.Status.WARNING, "slow");
            report.event(new Report.Happening("Title", "text", "error", List.of("a:b")));
        }));

        for (int i = 1; i <= 4; i++) {
            step(10);
            awaitIdle("all", i);
        }

        assertThat(outlet.points())
                .filteredOn(point -> point.startsWith("rises") || point.startsWith("rate"))
                .containsExactly(
                        "rises{env:test,host:box} COUNT 30.0",
                        "rate{env:test,host:box} GAUGE 3.0",
                        // A fall is a reset: nothing, and on from there.
                        "rises{env:test,host:box} COUNT 15.0",
                        "rate{env:test,host:box} GAUGE 1.5");
        assertThat(outlet.points())
                .contains("count{env:test,host:box} COUNT 3.0", "h.max{env:test,host:box} GAUGE 130.0")
                .contains("users{env:test,host:box} GAUGE 1.0")
                .noneMatch(point -> point.startsWith("none"));
        assertThat(refusals.of(Reason.BAD_VALUE)).isEqualTo(4);
        assertThat(books.balance()).isEqualTo(new Ledger.Balance(32, 28, 4, 0, 0));
        assertThat(outlet.checks().get(0).getHost()).isEqualTo("box");
        assertThat(outlet.events().get(0).getTags()).contains("a:b", "env:test");
        assertThat(status("all").events()).isEqualTo(4);
        assertThat(status("all").serviceChecks()).isEqualTo(4);
    }

    @Test
    void theStateOfACheckOutlivesAChangeOfItsIntervalOnly() {
        AtomicInteger made = new AtomicInteger();
        CheckType type = type("one", made, report -> report.gauge("x", made.get()));
        start(new CheckPlan(type, 0, "file", CheckSettings.of(Map.of()), Duration.ofSeconds(15)));
        step(15);
        awaitIdle("one", 1);

        collector.apply(
                settings(),
                List.of(new CheckPlan(type, 0, "file", CheckSettings.of(Map.of()), Duration.ofSeconds(45))));
        step(30);
        assertThat(status("one").runs()).isEqualTo(1);
        step(45);
        awaitIdle("one", 2);
        assertThat(made).hasValue(1);

        collector.apply(
                settings(),
                List.of(new CheckPlan(type, 0, "file", CheckSettings.of(Map.of("port", 1)), Duration.ofSeconds(45))));
        step(45);
        awaitIdle("one", 1);
        assertThat(made).hasValue(2);
    }

    @Test
    void whatACheckFindsWhenNobodyWaitsForItIsDroppedAndCounted() throws Exception {
        CountDownLatch switchedOff = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Report> kept = new AtomicReference<>();
        start(plan("slow", 15, report -> {
            report.gauge("x", 1);
            kept.set(report);
            boolean interrupted = false;
            while (switchedOff.getCount() > 0) {
                try {
                    switchedOff.await();
                } catch (InterruptedException e) {
                    interrupted = true; // A check that does not listen.
                }
            }
            report.gauge("y", interrupted ? 1 : 0);
            ended.countDown();
        }));
        step(15);
        await().until(() -> kept.get() != null);
        collector.apply(settings(), List.of());
        switchedOff.countDown();
        ended.await();

        await().untilAsserted(() -> assertThat(books.balance()).isEqualTo(new Ledger.Balance(2, 0, 0, 2, 0)));
        kept.get().gauge("z", 1);

        assertThat(books.balance()).isEqualTo(new Ledger.Balance(3, 0, 0, 3, 0));
        assertThat(refusals.of(Reason.RUN_OVER)).isEqualTo(3);
        assertThat(outlet.points()).isEmpty();
    }

    @Test
    void oneRunReportsAtMostSoManyPoints() {
        start(plan("flood", 15, report -> {
            for (int i = 0; i <= RunReport.POINTS_MAX; i++) {
                report.gauge("x", i);
            }
        }));

        step(15);
        awaitIdle("flood", 1);

        assertThat(status("flood").lastError()).contains("[too-many-points]");
        assertThat(outlet.points()).hasSize(RunReport.POINTS_MAX);
        assertThat(books.balance())
                .isEqualTo(new Ledger.Balance(RunReport.POINTS_MAX + 1, RunReport.POINTS_MAX, 1, 0, 0));
        assertThat(refusals.of(Reason.TOO_MANY_POINTS)).isEqualTo(1);
    }

    @Test
    void thisHostIsMeasuredUnderDatadogsNames() {
        start(HostChecks.types(new SystemInfo()).stream()
                .map(type -> new CheckPlan(type, 0, "built in", CheckSettings.of(Map.of()), Duration.ofSeconds(15)))
                .toArray(CheckPlan[]::new));
        step(15);
        awaitIdle("memory", 1);
        awaitIdle("load", 1);
        awaitIdle("uptime", 1);

        assertThat(outlet.points())
                .extracting(point -> point.substring(0, point.indexOf('{')))
                .contains("system.load.1", "system.mem.total", "system.mem.pct_usable", "system.uptime");
    }

    private void start(CheckPlan... plans) {
        Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        collector = Collector.withoutTimer(
                settings(),
                List.of(plans),
                new Collector.Parts(
                        admission,
                        new EventRule(admission, refusals, () -> "1"),
                        new CheckRule(admission),
                        refusals,
                        books,
                        outlet,
                        clock));
    }

    private static CollectorSettings settings() {
        return new CollectorSettings(true, CheckPlan.INTERVAL, "box", List.of("env:test"));
    }

    /** Starts what is due, then lets time pass. */
    private void step(int seconds) {
        collector.tick();
        clock.move(Duration.ofSeconds(seconds));
    }

    private void awaitIdle(String name, int runs) {
        await().until(() -> status(name).runs() == runs && !status(name).running());
    }

    private CheckStatus status(String name) {
        return collector.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private interface Body {

        void run(Report report) throws Exception;
    }

    private static CheckPlan plan(String name, int seconds, Body body) {
        return new CheckPlan(
                type(name, new AtomicInteger(), body),
                0,
                "test",
                CheckSettings.of(Map.of()),
                Duration.ofSeconds(seconds));
    }

    private static CheckType type(String name, AtomicInteger made, Body body) {
        return new CheckType() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Check create(CheckSettings settings) {
                made.incrementAndGet();
                return body::run;
            }
        };
    }
}
