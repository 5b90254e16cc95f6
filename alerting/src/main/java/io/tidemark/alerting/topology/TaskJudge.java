package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.alerting.monitor.Judge;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.BandStage;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Judges the records of one partition of {@code bands}, in their order.
 *
 * <pre>
 *   rows   for each monitor that watches the batch's detector or query:
 *              the version for that bucket judges it; transitions are written
 *   tick   configuration that is known now; groups whose deadline has passed;
 *          groups whose message a downtime held back; downtimes that start or end
 * </pre>
 *
 * <p>A partition has two writers, told apart by the stage, and each has its own ticks: a group lives by the ticks of the
 * stage that writes it.
 */
final class TaskJudge {

    private static final String TICK_KEY = "tick\n";

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final GroupTable table;
    private final Teller teller;
    private final Optional<Bulletin> bulletin;
    private final Tally tally;
    private final long[] ticks = new long[BandStage.values().length];
    private boolean orphansSought;

    /** @param bulletin tells what belongs to no partition; empty in all tasks but one */
    TaskJudge(
            ConfigurationInForce configuration,
            GroupTable table,
            Teller teller,
            Optional<Bulletin> bulletin,
            Tally tally) {
        this.configuration = configuration;
        this.table = table;
        this.groups = new Groups(table);
        this.teller = teller;
        this.bulletin = bulletin;
        this.tally = tally;
    }

    /** Takes up where the task left off: groups, ticks, and what was known at the last tick. */
    void restore() {
        table.forEach((key, bytes) -> {
            if (key.startsWith(TICK_KEY)) {
                ticks[BandStage.valueOf(key.substring(TICK_KEY.length())).ordinal()] =
                        ByteBuffer.wrap(bytes).getLong();
            } else if (Groups.isGroup(key)) {
                groups.restore(key, bytes);
            }
        });
        long latest = latestTick();
        if (latest > 0) {
            configuration.advance(latest);
            groups.forEach(this::schedule);
        }
        bulletin.ifPresent(told -> told.restore(table));
    }

    /** One record: its rows, then its tick where it carries one. */
    void record(BandBatchReader batch) {
        for (int row = 0; row < batch.size(); row++) {
            row(batch, row);
        }
        batch.tickMillis().ifPresent(tick -> tick(batch.stage(), tick));
        groups.flush();
    }

    private void row(BandBatchReader batch, int at) {
        Row row = new Row(
                batch.startSeconds(at),
                batch.intervalSeconds(),
                batch.value(at),
                batch.lower(at),
                batch.upper(at),
                batch.has(at, BandFlags.ANOMALOUS),
                batch.has(at, BandFlags.ABOVE),
                batch.has(at, BandFlags.BELOW),
                batch.has(at, BandFlags.CORRECTION));
        for (String monitorId : configuration.watching(batch.detector())) {
            Optional<WatchedMonitor> version = configuration.version(monitorId, row.startSeconds());
            if (version.isPresent() && version.get().watched().equals(batch.detector())) {
                judge(version.get(), batch, at, row);
            }
        }
    }

    private void judge(WatchedMonitor monitor, BandBatchReader batch, int at, Row row) {
        Optional<Groups.Group> known = groups.find(batch.stage(), monitor.id(), batch.group(at));
        if (known.isEmpty() && row.correction()) {
            return;
        }
        Groups.Group group =
                known.orElseGet(() -> groups.create(batch.stage(), monitor.id(), batch.group(at), monitor.watched()));
        group.judgedBy(monitor);
        GroupMemory memory = group.memory();
        Incident incident = new Incident(monitor, group.text(), memory);
        long tick = ticks[batch.stage().ordinal()];
        memory.judgedBy(monitor.version());
        List<String> heldBefore = memory.heldBy();
        decided(incident, Judge.row(memory, monitor.ruleFor(group.text()), row, tick), heldBefore, tick);
        if (memory.isUntold() && !row.correction()) {
            teller.release(incident, (row.startSeconds() + row.intervalSeconds()) * 1_000L, tick);
        }
        groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
    }

    private void decided(Incident incident, List<Decision> decisions, List<String> heldBefore, long tickMillis) {
        for (Decision decision : decisions) {
            tally.judged(decision.outcome());
            if (decision.isChange()) {
                teller.transition(incident, decision, heldBefore, tickMillis);
            }
        }
    }

    private void tick(BandStage stage, long tickMillis) {
        if (tickMillis <= ticks[stage.ordinal()]) {
            tally.olderTick();
            return;
        }
        ticks[stage.ordinal()] = tickMillis;
        table.put(TICK_KEY + stage, ByteBuffer.allocate(8).putLong(tickMillis).array());
        List<Change> changes = configuration.advance(latestTick());
        for (Change change : changes) {
            if (change.content() instanceof Change.OfMonitor) {
                reconcile(change.id(), tickMillis);
            }
        }
        if (!orphansSought) {
            // After a restart: monitors that were deleted meanwhile, whose records may all be gone.
            orphansSought = true;
            groups.monitorIds().forEach(monitorId -> reconcile(monitorId, tickMillis));
        }
        groups.due(stage, tickMillis).forEach(group -> deadline(group, tickMillis));
        groups.untold(stage).forEach(group -> release(group, tickMillis));
        if (stage == BandStage.DIRECT) {
            bulletin.ifPresent(told -> told.tick(changes, tickMillis, table));
        } else {
            bulletin.ifPresent(told -> told.later(changes));
        }
    }

    /** A monitor was changed or deleted: groups that nothing judges any more are closed, and that is told once. */
    private void reconcile(String monitorId, long tickMillis) {
        for (Groups.Group group : groups.of(monitorId)) {
            String watched = group.memory().watched();
            boolean unknownYet = configuration.has(monitorId) && !configuration.isKnown(monitorId);
            if (!unknownYet && !configuration.watches(monitorId, watched)) {
                String reason = configuration.isKnown(monitorId)
                        ? "Closed: the monitor's query was changed."
                        : "Closed: monitor deleted.";
                Incident incident = new Incident(group.lastMonitor(), group.text(), group.memory());
                List<String> heldBefore = group.memory().heldBy();
                decided(incident, Judge.close(group.memory(), tickMillis, reason), heldBefore, tickMillis);
                groups.forget(group);
            }
        }
    }

    private void deadline(Groups.Group group, long tickMillis) {
        Optional<WatchedMonitor> version = versionAt(group, tickMillis);
        if (version.isEmpty()) {
            return;
        }
        WatchedMonitor monitor = version.get();
        GroupMemory memory = group.memory();
        Incident incident = new Incident(monitor, group.text(), memory);
        if (Judge.isGone(memory, monitor.ruleFor(group.text()), tickMillis)) {
            Judge.close(memory, tickMillis, "Closed: nothing has arrived for so long that the group is gone.")
                    .forEach(decision -> teller.quietly(incident, decision));
            groups.forget(group);
            return;
        }
        List<String> heldBefore = memory.heldBy();
        decided(incident, Judge.tick(memory, monitor.ruleFor(group.text()), tickMillis), heldBefore, tickMillis);
        if (Judge.isReminderDue(memory, monitor.ruleFor(group.text()), tickMillis)) {
            teller.remind(incident, tickMillis);
        }
        groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
    }

    private void release(Groups.Group group, long tickMillis) {
        versionAt(group, tickMillis).ifPresent(monitor -> {
            GroupMemory memory = group.memory();
            List<String> heldBefore = memory.heldBy();
            teller.release(new Incident(monitor, group.text(), memory), memory.clockMillis(tickMillis), tickMillis);
            if (memory.heldBy() != heldBefore) {
                groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
            }
        });
    }

    private void schedule(Groups.Group group) {
        versionAt(group, latestTick())
                .ifPresent(monitor ->
                        groups.scheduled(group, Judge.wakeMillis(group.memory(), monitor.ruleFor(group.text()))));
    }

    private Optional<WatchedMonitor> versionAt(Groups.Group group, long tickMillis) {
        Optional<WatchedMonitor> version = configuration
                .version(group.monitorId(), tickMillis / 1_000)
                .filter(monitor -> monitor.watched().equals(group.memory().watched()));
        version.ifPresent(group::judgedBy);
        return version;
    }

    private long latestTick() {
        long latest = 0;
        for (long tick : ticks) {
            latest = Math.max(latest, tick);
        }
        return latest;
    }
}
