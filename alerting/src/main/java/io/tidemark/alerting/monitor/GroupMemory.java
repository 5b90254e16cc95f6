package io.tidemark.alerting.monitor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of one group of one monitor.
 *
 * <p>Flat form, version 3, big-endian: version (1 byte), state, told, flags (1 each), eight longs (since, opened, last
 * triggered, told tick, reminder tick, first start, last data tick, judged through), config version (long), reminders
 * (int), watched id, alert id and held-by ids (length, UTF-8), {@link QuietMemory} (not in version 1), rows ({@link
 * History}). About 1.7 KB with 120 rows of a plain query, 2.6 KB with bands.
 */
public final class GroupMemory {

    private static final byte VERSION = 3;
    private static final byte VERSION_WITHOUT_RELAPSES = 2;
    private static final byte VERSION_WITHOUT_QUIET = 1;
    private static final int MISSING_DONE = 1;
    private static final int IDS_MAX = 1_000;

    /** Nothing has been judged. */
    static final long NEVER = Long.MIN_VALUE;

    private final String watched;
    private final History history;
    private QuietMemory quiet = new QuietMemory();
    private GroupState state = GroupState.OK;
    private GroupState told = GroupState.OK;
    private boolean missingDone;
    private long sinceMillis;
    private long openedMillis;
    private long lastTriggeredMillis;
    private long toldTick;
    private long reminderTick;
    private long firstSeconds = NEVER;
    private long lastDataTick;
    private long judgedThrough = NEVER;
    private long configVersion;
    private int reminders;
    private String alertId = "";
    private List<String> heldBy = List.of();

    /** @param watched id of the detector or query whose rows this group is made of */
    public GroupMemory(String watched) {
        this(watched, new History());
    }

    private GroupMemory(String watched, History history) {
        this.watched = watched;
        this.history = history;
    }

    // --- what is known

    public String watched() {
        return watched;
    }

    public GroupState state() {
        return state;
    }

    /** The state that people were last told of; OK where they were told nothing, or of a recovery. */
    public GroupState told() {
        return told;
    }

    /** Whether the group is bad and people were told something else: a downtime held the message back. */
    public boolean isUntold() {
        return state.isBad() && told != state && !heldBy.isEmpty();
    }

    /** Event time of the last transition. */
    public long sinceMillis() {
        return sinceMillis;
    }

    /** Event time at which the current or last incident began; 0 where there was none. */
    public long openedMillis() {
        return openedMillis;
    }

    /** Event time at which the latest state that is not OK was entered; 0 where there was none. */
    public long lastTriggeredMillis() {
        return lastTriggeredMillis;
    }

    /** Ids of the downtimes that hold back the message about this state. */
    public List<String> heldBy() {
        return heldBy;
    }

    /** The tick at which the last value arrived; 0 where no tick has been seen. */
    public long lastDataTick() {
        return lastDataTick;
    }

    /** Id of the last transition; empty where there was none. */
    public String alertId() {
        return alertId;
    }

    public long configVersion() {
        return configVersion;
    }

    public History history() {
        return history;
    }

    QuietMemory quiet() {
        return quiet;
    }

    /** Whether it keeps changing: nothing is told until it settles. */
    public boolean isFlapping() {
        return quiet.isFlapping();
    }

    /** Event time at which the flapping began. */
    public long flappingSinceMillis() {
        return quiet.flappingSinceMillis();
    }

    /** What is said of the flapping: 'it turned three times within 1 h'. */
    public String flaps() {
        return quiet.flaps();
    }

    /** Who takes care of the incident; empty where nobody has said so. */
    public String acknowledgedBy() {
        return quiet.acknowledgedBy();
    }

    /** Somebody takes care: no reminders until the state changes. */
    public void acknowledge(String by) {
        quiet.acknowledge(by);
    }

    public Life life() {
        return quiet.life();
    }

    public int reminders() {
        return reminders;
    }

    long toldTick() {
        return toldTick;
    }

    long reminderTick() {
        return reminderTick;
    }

    long firstSeconds() {
        return firstSeconds;
    }

    long judgedThrough() {
        return judgedThrough;
    }

    boolean isMissingDone() {
        return missingDone;
    }

    /**
     * The group's own clock at a tick: the end of its newest bucket, moved on by the ticks since. In a live system that is
     * nearly the tick; in a replay it is the time that is being replayed. A group without data lives by ticks.
     */
    public long clockMillis(long tickMillis) {
        if (state == GroupState.NO_DATA || history.size() == 0) {
            return tickMillis;
        }
        long end = (history.newestStart() + history.intervalSeconds()) * 1_000L;
        return lastDataTick == 0 ? end : end + Math.max(0, tickMillis - lastDataTick);
    }

    // --- what happens to it

    void arrived(long startSeconds, boolean hasValue, long tickMillis) {
        if (firstSeconds == NEVER) {
            firstSeconds = startSeconds;
        }
        if (hasValue || lastDataTick == 0) {
            lastDataTick = tickMillis;
            missingDone = false;
        }
    }

    void judged(long startSeconds) {
        judgedThrough = startSeconds;
    }

    void missing() {
        missingDone = true;
    }

    /** Ticks begin after the first rows: deadlines count from the first one. */
    void firstTick(long tickMillis) {
        if (lastDataTick == 0) {
            lastDataTick = tickMillis;
        }
    }

    void changed(GroupState to, long atMillis) {
        if (!state.isBad() && to.isBad()) {
            openedMillis = atMillis;
        }
        if (to.isBad()) {
            lastTriggeredMillis = atMillis;
        }
        state = to;
        sinceMillis = atMillis;
        reminders = 0;
        heldBy = List.of();
        quiet.stateChanged();
    }

    /** People were told of the state as it is. */
    public void tell(long tickMillis) {
        told = state;
        toldTick = tickMillis;
        reminderTick = tickMillis;
        heldBy = List.of();
    }

    /** People were reminded. */
    public void remind(long tickMillis) {
        reminderTick = tickMillis;
        reminders++;
    }

    /** A downtime is in force: the next reminder is an interval away. */
    public void postponeReminder(long tickMillis) {
        reminderTick = tickMillis;
    }

    /** The message about the state as it is was held back. */
    public void hold(List<String> downtimes) {
        heldBy = List.copyOf(downtimes);
    }

    /** The message will not be told later either: nobody asked for that. */
    public void letGo() {
        heldBy = List.of();
    }

    /** The incident is over and its recovery was held back: nothing is left to be told. */
    public void forgetTold() {
        told = GroupState.OK;
    }

    /** The transition to the state as it is was recorded under this id. */
    public void recorded(String id) {
        alertId = id;
    }

    /** The version of the monitor that judges from now on. */
    public void judgedBy(long version) {
        configVersion = version;
    }

    // --- flat form

    public byte[] toBytes() {
        byte[] id = watched.getBytes(StandardCharsets.UTF_8);
        byte[] alert = alertId.getBytes(StandardCharsets.UTF_8);
        List<byte[]> held = new ArrayList<>();
        int heldBytes = 0;
        for (String downtime : heldBy) {
            byte[] bytes = downtime.getBytes(StandardCharsets.UTF_8);
            held.add(bytes);
            heldBytes += 4 + bytes.length;
        }
        ByteBuffer out = ByteBuffer.allocate(
                4 + 9 * 8 + 4 + 4 + id.length + 4 + alert.length + 4 + heldBytes + quiet.bytes() + history.bytes());
        out.put(VERSION).put((byte) state.ordinal()).put((byte) told.ordinal());
        out.put((byte) (missingDone ? MISSING_DONE : 0));
        out.putLong(sinceMillis).putLong(openedMillis).putLong(lastTriggeredMillis);
        out.putLong(toldTick).putLong(reminderTick);
        out.putLong(firstSeconds).putLong(lastDataTick).putLong(judgedThrough);
        out.putLong(configVersion).putInt(reminders);
        out.putInt(id.length).put(id).putInt(alert.length).put(alert).putInt(held.size());
        held.forEach(bytes -> out.putInt(bytes.length).put(bytes));
        quiet.write(out);
        history.write(out);
        return out.array();
    }

    /** @throws IllegalArgumentException where the bytes are none of {@link #toBytes()}, or of a later version */
    public static GroupMemory fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version < VERSION_WITHOUT_QUIET || version > VERSION) {
            throw new IllegalArgumentException(
                    "group memory of version " + version + " (expected " + VERSION + "); was a later release here?");
        }
        GroupState state = GroupState.values()[in.get()];
        GroupState told = GroupState.values()[in.get()];
        boolean missingDone = (in.get() & MISSING_DONE) != 0;
        long[] times = new long[9];
        for (int i = 0; i < times.length; i++) {
            times[i] = in.getLong();
        }
        int reminders = in.getInt();
        String watched = text(in);
        String alertId = text(in);
        int held = in.getInt();
        if (held < 0 || held > IDS_MAX) {
            throw new IllegalArgumentException("held by " + held + " (expected: 0 to " + IDS_MAX + ")");
        }
        List<String> heldBy = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            heldBy.add(text(in));
        }
        QuietMemory quiet = version == VERSION_WITHOUT_QUIET
                ? new QuietMemory()
                : QuietMemory.read(in, version > VERSION_WITHOUT_RELAPSES);
        GroupMemory memory = new GroupMemory(watched, History.read(in));
        memory.quiet = quiet;
        memory.state = state;
        memory.told = told;
        memory.missingDone = missingDone;
        memory.sinceMillis = times[0];
        memory.openedMillis = times[1];
        memory.lastTriggeredMillis = times[2];
        memory.toldTick = times[3];
        memory.reminderTick = times[4];
        memory.firstSeconds = times[5];
        memory.lastDataTick = times[6];
        memory.judgedThrough = times[7];
        memory.configVersion = times[8];
        memory.reminders = reminders;
        memory.alertId = alertId;
        memory.heldBy = List.copyOf(heldBy);
        return memory;
    }

    static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("text of " + length + " bytes, " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
