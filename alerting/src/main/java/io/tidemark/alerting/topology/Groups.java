package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.avro.BandStage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The groups of one task, on heap; what a record touched is written to the table when the record is done.
 *
 * <p>Deadlines wait in a queue for each stage, one entry a group: a group whose data keeps arriving is looked at once an
 * interval of its shortest deadline, not at each tick. Entries are ordered by time and key, so that a replay visits groups
 * in the same order.
 */
final class Groups {

    private static final String GROUP_KEY = "group\n";

    private final GroupTable table;
    private final TreeMap<String, Group> byKey = new TreeMap<>();
    private final Set<Group> touched = new LinkedHashSet<>();
    private final List<PriorityQueue<Wake>> queues = new ArrayList<>();
    private final List<TreeMap<String, Group>> untold = new ArrayList<>();

    private record Wake(long atMillis, String key) {}

    Groups(GroupTable table) {
        this.table = table;
        for (int i = 0; i < BandStage.values().length; i++) {
            queues.add(
                    new PriorityQueue<>(Comparator.comparingLong(Wake::atMillis).thenComparing(Wake::key)));
            untold.add(new TreeMap<>());
        }
    }

    /** One group of one monitor. */
    static final class Group {
        private final String key;
        private final BandStage stage;
        private final String monitorId;
        private final String text;
        private final GroupMemory memory;
        private WatchedMonitor lastMonitor;
        private long wakeMillis = Long.MAX_VALUE;

        private Group(BandStage stage, String monitorId, String text, GroupMemory memory) {
            this.key = key(stage, monitorId, text);
            this.stage = stage;
            this.monitorId = monitorId;
            this.text = text;
            this.memory = memory;
        }

        String monitorId() {
            return monitorId;
        }

        String text() {
            return text;
        }

        GroupMemory memory() {
            return memory;
        }

        /** Remembers who judged last: whoever deletes a monitor leaves no other trace of what it was called. */
        void judgedBy(WatchedMonitor monitor) {
            lastMonitor = monitor;
        }

        WatchedMonitor lastMonitor() {
            return lastMonitor == null ? WatchedMonitor.forgotten(monitorId, memory.watched()) : lastMonitor;
        }
    }

    private static String key(BandStage stage, String monitorId, String text) {
        return prefix(stage, monitorId) + text;
    }

    private static String prefix(BandStage stage, String monitorId) {
        return GROUP_KEY + stage + "\n" + monitorId + "\n";
    }

    static boolean isGroup(String key) {
        return key.startsWith(GROUP_KEY);
    }

    Group restore(String key, byte[] bytes) {
        String[] parts = key.split("\n", 4);
        Group group = new Group(BandStage.valueOf(parts[1]), parts[2], parts[3], GroupMemory.fromBytes(bytes));
        byKey.put(key, group);
        if (group.memory.isUntold()) {
            untold.get(group.stage.ordinal()).put(key, group);
        }
        return group;
    }

    Optional<Group> find(BandStage stage, String monitorId, String text) {
        return Optional.ofNullable(byKey.get(key(stage, monitorId, text)));
    }

    Group create(BandStage stage, String monitorId, String text, String watched) {
        Group group = new Group(stage, monitorId, text, new GroupMemory(watched));
        byKey.put(group.key, group);
        return group;
    }

    /** All groups of a monitor, in order. */
    List<Group> of(String monitorId) {
        List<Group> found = new ArrayList<>();
        for (BandStage stage : BandStage.values()) {
            String prefix = prefix(stage, monitorId);
            found.addAll(byKey.subMap(prefix, prefix + Character.MAX_VALUE).values());
        }
        return found;
    }

    Set<String> monitorIds() {
        Set<String> ids = new TreeSet<>();
        byKey.values().forEach(group -> ids.add(group.monitorId));
        return ids;
    }

    void forEach(Consumer<Group> action) {
        byKey.values().forEach(action);
    }

    /** A group was judged: it is written when the record is done, and looked at again at a tick. */
    void touched(Group group, long wakeMillis) {
        touched.add(group);
        if (group.memory.isUntold()) {
            untold.get(group.stage.ordinal()).put(group.key, group);
        } else {
            untold.get(group.stage.ordinal()).remove(group.key);
        }
        scheduled(group, wakeMillis);
    }

    /** A later deadline than the one that waits changes nothing: the group is looked at then, and waits again. */
    void scheduled(Group group, long wakeMillis) {
        if (wakeMillis < group.wakeMillis) {
            group.wakeMillis = wakeMillis;
            queues.get(group.stage.ordinal()).add(new Wake(wakeMillis, group.key));
        }
    }

    /** The groups of a stage whose deadline may have passed, in the order of deadline and key. */
    List<Group> due(BandStage stage, long tickMillis) {
        PriorityQueue<Wake> queue = queues.get(stage.ordinal());
        List<Group> due = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().atMillis() <= tickMillis) {
            Wake wake = queue.poll();
            Group group = byKey.get(wake.key());
            if (group != null && group.wakeMillis == wake.atMillis()) {
                group.wakeMillis = Long.MAX_VALUE;
                due.add(group);
            }
        }
        return due;
    }

    /** The groups of a stage whose message a downtime holds back. */
    List<Group> untold(BandStage stage) {
        TreeMap<String, Group> waiting = untold.get(stage.ordinal());
        return waiting.isEmpty() ? List.of() : List.copyOf(waiting.values());
    }

    void forget(Group group) {
        byKey.remove(group.key);
        touched.remove(group);
        untold.get(group.stage.ordinal()).remove(group.key);
        table.delete(group.key);
    }

    /** Writes what was touched. */
    void flush() {
        for (Group group : touched) {
            table.put(group.key, group.memory.toBytes());
        }
        touched.clear();
    }
}
