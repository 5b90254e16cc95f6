package io.tidemark.ingest.statsd;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.Books;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.RecordingOutlet;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.PlaceTags;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A DogStatsD intake without sockets and brokers, on a clock that stands at 00:00:03 on the first day of 2026. */
final class StatsdDoor {

    final ManualClock clock = new ManualClock("2026-01-01T00:00:03Z");
    final RecordingOutlet outlet = new RecordingOutlet();
    final Ledger ledger = new Ledger();
    final Refusals refusals;
    final PlaceTags places = new PlaceTags();
    final StatsdIntake intake;

    StatsdDoor() {
        this(StatsdSettings.DEFAULTS, AdmissionLimits.DEFAULTS);
    }

    StatsdDoor(StatsdSettings settings, AdmissionLimits limits) {
        refusals = new Refusals(new SimpleMeterRegistry(), clock);
        intake = intake(settings, limits, clock);
    }

    StatsdIntake intake(StatsdSettings settings, AdmissionLimits limits, Clock withClock) {
        Admission admission = new Admission(limits, refusals, places);
        AtomicLong ids = new AtomicLong();
        return new StatsdIntake(
                settings,
                new StatsdIntake.Parts(
                        new Aggregator(AggregateSettings.DEFAULTS),
                        admission,
                        new EventRule(admission, refusals, () -> Long.toString(ids.incrementAndGet())),
                        new CheckRule(admission),
                        refusals,
                        ledger,
                        outlet,
                        withClock));
    }

    StatsdDoor send(String packet) {
        return send(packet.getBytes(StandardCharsets.UTF_8));
    }

    StatsdDoor send(byte[] packet) {
        boolean truncated = packet.length > StatsdIntake.PACKET_MAX;
        intake.packet(packet, 0, Math.min(packet.length, StatsdIntake.PACKET_MAX), truncated, "test");
        return this;
    }

    /** Lets so many seconds pass and flushes; nothing may be missing in the books then. */
    StatsdDoor pass(int seconds) {
        clock.move(java.time.Duration.ofSeconds(seconds));
        intake.endOfRead();
        intake.flush();
        Books.requireBalanceOfSamples(ledger, refusals);
        return this;
    }
}
