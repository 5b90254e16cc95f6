package io.tidemark.ingest.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.RecordingOutlet;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import oshi.SystemInfo;

class CollectorTest {

    private final RecordingOutlet outlet = new RecordingOutlet();

    @Test
    void aCheckThatHangsBlocksNoOtherAndIsNotStartedTwice() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger entered = new AtomicInteger();
        Check hanging = check("hanging", out -> {
            entered.incrementAndGet();
            never.await();
        });
        Check quick = check("quick", out -> out.gauge("quick", 1, "a:b"));
        try (Collector collector = start(hanging, quick)) {
            await().until(() -> collector.status().get(1).runs() >= 2
                    && collector.status().get(0).skipped() >= 1);

            assertThat(entered).hasValue(1);
            assertThat(collector.status().get(0).running()).isTrue();
            assertThat(outlet.points()).contains("quick{a:b,host:box} GAUGE 1.0");
        }
    }

    @Test
    void aCheckThatFailsShowsItsErrorAndRunsAgain() {
        Check failing = check("failing", out -> {
            throw new IllegalStateException("no such device");
        });
        try (Collector collector = start(failing)) {
            await().until(() -> collector.status().get(0).failures() >= 2);

            assertThat(collector.status().get(0).lastError()).contains("no such device");
        }
    }

    @Test
    void thisHostIsMeasuredUnderDatadogsNames() throws Exception {
        Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
        java.util.Map<String, Double> seen = new java.util.TreeMap<>();
        for (Check check : HostChecks.of(new SystemInfo(), System::nanoTime)) {
            check.run((metric, value, tags) -> seen.put(metric, value));
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            check.run((metric, value, tags) -> seen.put(metric, value));
        }

        assertThat(seen)
                .containsKeys(
                        "system.cpu.user",
                        "system.cpu.idle",
                        "system.load.1",
                        "system.mem.total",
                        "system.mem.pct_usable",
                        "system.swap.total");
        assertThat(seen.get("system.mem.used") + seen.get("system.mem.usable"))
                .isEqualTo(seen.get("system.mem.total"), org.assertj.core.data.Offset.offset(1e-6));
        assertThat(seen.get("system.cpu.user") + seen.get("system.cpu.idle")).isBetween(0.0, 100.000001);
    }

    private Collector start(Check... checks) {
        Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
        return Collector.start(
                new CollectorSettings(true, Duration.ofSeconds(1), "box", List.of()),
                List.of(checks),
                new Admission(AdmissionLimits.DEFAULTS, refusals),
                refusals,
                outlet,
                Clock.systemUTC());
    }

    private interface Body {

        void run(Check.Gauges out) throws Exception;
    }

    private static Check check(String name, Body body) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void run(Gauges out) throws Exception {
                body.run(out);
            }
        };
    }
}
