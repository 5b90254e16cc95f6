package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.Subject;
import io.tidemark.alerting.configuration.WatchedMonitor;
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
 *              the version for that bucket judges it; transitions are written;
 *              a monitor that holds groups against each other has the row handed to the task that sees all of them
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
    private final Upkeep upkeep;
    private final GroupTable table;
    private final Outputs out;
    private final Optional<Bulletin> bulletin;
    private final Tally tally;
    private final long[] ticks = new long[BandStage.values().length];
    private boolean orphansSought;

    /** @param bulletin tells what belongs to no partition; empty in all tasks but one */
    TaskJudge(
            ConfigurationInForce configuration,
            GroupTable table,
            Teller teller,
            Outputs out,
            Optional<Bulletin> bulletin,
            Tally tally) {
        this.configuration = configuration;
        this.table = table;
        this.groups = new Groups(table);
        this.out = out;
        this.upkeep = new Upkeep(configuration, groups, teller, out, tally);
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
            upkeep.restored(latest);
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
        boolean handed = false;
        for (String monitorId : configuration.watching(batch.detector())) {
            Optional<WatchedMonitor> version = configuration.version(monitorId, row.startSeconds());
            if (version.isEmpty() || !version.get().watched().equals(batch.detector())) {
                continue;
            }
            if (version.get().subject() instanceof Subject.Members) {
                if (!handed && !row.correction()) {
                    out.row(batch.detector(), batch.group(at), row);
                    handed = true;
                }
            } else {
                judge(version.get(), batch, at, row);
            }
        }
    }

    private void judge(WatchedMonitor monitor, BandBatchReader batch, int at, Row row) {
        if (row.correction()
                && groups.find(batch.stage(), monitor.id(), batch.group(at)).isEmpty()) {
            return;
        }
        long tick = ticks[batch.stage().ordinal()];
        Groups.Group group = upkeep.group(batch.stage(), monitor, batch.group(at), tick);
        upkeep.row(monitor, group, row, Evidence.of(batch, at), tick);
    }

    private void tick(BandStage stage, long tickMillis) {
        if (tickMillis <= ticks[stage.ordinal()]) {
            tally.olderTick();
            return;
        }
        ticks[stage.ordinal()] = tickMillis;
        table.put(TICK_KEY + stage, ByteBuffer.allocate(8).putLong(tickMillis).array());
        List<Change> changes = configuration.advance(latestTick());
        upkeep.changed(changes, tickMillis);
        if (!orphansSought) {
            // After a restart: monitors that were deleted meanwhile, whose records may all be gone.
            orphansSought = true;
            groups.monitorIds().forEach(monitorId -> upkeep.reconcile(monitorId, tickMillis));
        }
        upkeep.tick(stage, tickMillis);
        if (stage == BandStage.DIRECT) {
            bulletin.ifPresent(told -> told.tick(changes, tickMillis, table));
        } else {
            bulletin.ifPresent(told -> told.later(changes));
        }
        out.tick(latestTick());
    }

    private long latestTick() {
        long latest = 0;
        for (long tick : ticks) {
            latest = Math.max(latest, tick);
        }
        return latest;
    }
}
