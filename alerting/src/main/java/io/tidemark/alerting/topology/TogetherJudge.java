package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Notification;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Judges what no single partition can: groups held against each other, composites, families, checks, events; and lets
 * messages pass, {@link Guard}.
 *
 * <p>Parts of all partitions come in one order ({@link Merge}); its clock is the tick of the last part. Answers and events
 * carry no ticks: each is taken when the clock is {@value #MARGIN_MILLIS} ms past the time at which the broker took it, in the
 * order of that time.
 */
final class TogetherJudge {

    static final long MARGIN_MILLIS = 2_000;

    private static final String CLOCK_KEY = "clock";
    private static final String LATER = "later\n";

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final Upkeep upkeep;
    private final GroupTable table;
    private final Families families;
    private final Members members;
    private final Answers answers;
    private final EventCounts events;
    private final Guard guard;
    private final Guard.Codec codec;
    private final long presentMillis;
    private final TreeMap<String, TogetherInput> later = new TreeMap<>();
    private long clockMillis;
    private long laterNumber;
    private boolean orphansSought;

    TogetherJudge(
            ConfigurationInForce configuration,
            GroupTable table,
            Teller teller,
            Outputs out,
            Tally tally,
            GuardSettings settings,
            Guard.Codec codec,
            Consumer<Notification> passed,
            LongSupplier present) {
        this.configuration = configuration;
        this.table = table;
        this.codec = codec;
        this.groups = new Groups(table);
        this.upkeep = new Upkeep(configuration, groups, teller, out, tally);
        this.families = new Families(configuration, groups, upkeep, table);
        this.members = new Members(configuration, groups, upkeep, table);
        this.answers = new Answers(configuration, upkeep);
        this.events = new EventCounts(configuration, groups, upkeep, table);
        this.guard = new Guard(settings, configuration, families, table, passed, codec);
        this.presentMillis = present.getAsLong();
    }

    void restore() {
        table.forEach((key, bytes) -> {
            if (key.equals(CLOCK_KEY)) {
                clockMillis = ByteBuffer.wrap(bytes).getLong();
            } else if (key.startsWith(LATER)) {
                later.put(key, TogetherInput.parse(bytes));
                laterNumber = Math.max(laterNumber, Long.parseLong(key.substring(key.lastIndexOf('\n') + 1)) + 1);
            } else if (Groups.isGroup(key)) {
                groups.restore(key, bytes);
            } else if (!families.restore(key, bytes) && !members.restore(key, bytes) && !events.restore(key, bytes)) {
                guard.restore(key, bytes);
            }
        });
        if (clockMillis > 0) {
            configuration.advance(clockMillis);
            upkeep.restored(clockMillis);
        }
    }

    /** Answers and events wait for the clock. */
    void later(long takenMillis, TogetherInput input) {
        String key = LATER + String.format("%019d\n%019d", takenMillis, laterNumber++);
        later.put(key, input);
        table.put(key, input.toBytes());
    }

    /** One part of the log, up to its tick. */
    void part(Merge.Part<TogetherInput> part) {
        boolean moved = part.tickMillis() > clockMillis;
        clockMillis = Math.max(clockMillis, part.tickMillis());
        table.put(CLOCK_KEY, ByteBuffer.allocate(8).putLong(clockMillis).array());
        List<Change> changes = configuration.advance(clockMillis);
        if (!changes.isEmpty()) {
            upkeep.changed(changes, clockMillis);
            families.changed();
        }
        if (!orphansSought) {
            // After a restart: monitors that were deleted meanwhile, whose records may all be gone.
            orphansSought = true;
            groups.monitorIds().forEach(monitorId -> upkeep.reconcile(monitorId, clockMillis));
        }
        part.inputs().forEach(this::take);
        takeLater();
        if (moved) {
            members.judge(clockMillis);
            events.judge(clockMillis);
        }
        families.judge(clockMillis);
        if (moved) {
            upkeep.tick(BandStage.DIRECT, clockMillis);
            families.judge(clockMillis);
        }
        guard.tick(clockMillis, presentMillis);
        groups.flush();
    }

    private void take(TogetherInput input) {
        if (input instanceof TogetherInput.OfRow of) {
            members.row(of.watched(), of.group(), of.row(), clockMillis);
        } else if (input instanceof TogetherInput.OfState of) {
            families.state(of.monitor(), of.group(), of.state(), of.atMillis());
        } else if (input instanceof TogetherInput.OfMessage of) {
            guard.message(codec.read().apply(of.notification()), clockMillis);
        }
    }

    private void takeLater() {
        String until = LATER + String.format("%019d", Math.max(0, clockMillis - MARGIN_MILLIS + 1));
        List<String> due = new ArrayList<>(later.headMap(until).keySet());
        for (String key : due) {
            TogetherInput input = later.remove(key);
            table.delete(key);
            if (input instanceof TogetherInput.OfAnswer of) {
                answers.answer(of, clockMillis);
            } else if (input instanceof TogetherInput.OfEvent of) {
                events.event(of, clockMillis);
            }
        }
    }

    /** States of groups that are judged here and that others here rely on. */
    void state(TogetherInput.OfState of) {
        families.state(of.monitor(), of.group(), of.state(), of.atMillis());
    }

    /** A message of what is judged here. */
    void message(Notification message) {
        guard.message(message, clockMillis);
    }
}
