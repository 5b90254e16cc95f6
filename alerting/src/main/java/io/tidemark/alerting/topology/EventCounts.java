package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.Subject;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.BandStage;
import io.tidemark.query.Grouping;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;

/**
 * Events, counted in buckets: of 10 s where the window is at most {@value #FINE_SECONDS_MAX} s, else of a minute. A bucket
 * ends with the tick that is {@value #SETTLE_MILLIS} ms past it, with or without events, so that a count falls again when
 * nothing comes. A group is forgotten when nothing has come for its window and a day.
 */
final class EventCounts {

    static final long SETTLE_MILLIS = 2_000;

    private static final int FINE_SECONDS_MAX = 3 * 3_600;
    private static final long FORGOTTEN_AFTER_MILLIS = 86_400_000L;
    private static final String KEY = "count\n";

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final Upkeep upkeep;
    private final GroupTable table;
    private final TreeMap<String, Count> counts = new TreeMap<>();

    /** What has come in the open bucket of one group. */
    private record Count(long startSeconds, long events, long lastMillis) {}

    EventCounts(ConfigurationInForce configuration, Groups groups, Upkeep upkeep, GroupTable table) {
        this.configuration = configuration;
        this.groups = groups;
        this.upkeep = upkeep;
        this.table = table;
    }

    boolean restore(String key, byte[] bytes) {
        if (!key.startsWith(KEY)) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        counts.put(key, new Count(in.getLong(), in.getLong(), in.getLong()));
        return true;
    }

    void event(TogetherInput.OfEvent event, long tickMillis) {
        for (WatchedMonitor monitor : configuration.together()) {
            if (monitor.subject() instanceof Subject.Happenings of
                    && of.query().matches(event.attributes(), event.title(), event.text())) {
                for (String group : of.query().by().groupsOf("", event.attributes())) {
                    count(monitor, group, event.takenMillis(), 1, tickMillis);
                }
            }
        }
    }

    private void count(WatchedMonitor monitor, String group, long atMillis, int events, long tickMillis) {
        long width = width(monitor);
        String key = key(monitor.id(), group);
        Count before = counts.get(key);
        if (before == null
                || !groups.find(BandStage.DIRECT, monitor.id(), group).isPresent()) {
            before = new Count(Math.floorDiv(atMillis, width * 1_000) * width, 0, atMillis);
            upkeep.group(BandStage.DIRECT, monitor, group, tickMillis);
        }
        put(key, new Count(before.startSeconds(), before.events() + events, Math.max(before.lastMillis(), atMillis)));
    }

    private static int width(WatchedMonitor monitor) {
        return monitor.rule().condition().windowSeconds() <= FINE_SECONDS_MAX ? 10 : 60;
    }

    private static String key(String monitorId, String group) {
        return KEY + monitorId + "\n" + group;
    }

    private void put(String key, Count count) {
        counts.put(key, count);
        table.put(
                key,
                new Flat()
                        .put(count.startSeconds())
                        .put(count.events())
                        .put(count.lastMillis())
                        .bytes());
    }

    /** Closes the buckets that have ended, and has them judged. */
    void judge(long tickMillis) {
        for (WatchedMonitor monitor : configuration.together()) {
            if (monitor.subject() instanceof Subject.Happenings of) {
                if (of.query().by().kind() == Grouping.Kind.NONE
                        && !counts.containsKey(key(monitor.id(), Grouping.ALL_KEY))) {
                    count(monitor, Grouping.ALL_KEY, tickMillis, 0, tickMillis);
                }
                String prefix = key(monitor.id(), "");
                for (String key : List.copyOf(
                        counts.subMap(prefix, prefix + Character.MAX_VALUE).keySet())) {
                    close(monitor, key, key.substring(prefix.length()), tickMillis);
                }
            }
        }
        for (String key : List.copyOf(counts.keySet())) {
            String[] parts = key.split("\n", 3);
            if (groups.find(BandStage.DIRECT, parts[1], parts[2]).isEmpty()) {
                counts.remove(key); // its monitor was deleted or changed
                table.delete(key);
            }
        }
    }

    private void close(WatchedMonitor monitor, String key, String text, long tickMillis) {
        int width = width(monitor);
        long window = monitor.rule().condition().windowSeconds();
        Count open = counts.get(key);
        long behind = tickMillis / 1_000 - window - width;
        if (open.events() == 0 && open.startSeconds() < behind) {
            // Ticks were away: buckets that no window reaches any more need not be judged one by one.
            open = new Count(Math.floorDiv(behind, width) * width, 0, open.lastMillis());
        }
        while ((open.startSeconds() + width) * 1_000L + SETTLE_MILLIS <= tickMillis) {
            Groups.Group group = upkeep.group(BandStage.DIRECT, monitor, text, tickMillis);
            Row row = Row.plain(open.startSeconds(), width, open.events());
            upkeep.row(monitor, group, row, Evidence.ofValue(open.startSeconds(), open.events()), tickMillis);
            open = new Count(open.startSeconds() + width, 0, open.lastMillis());
        }
        put(key, open);
        boolean forgotten = open.lastMillis() + window * 1_000L + FORGOTTEN_AFTER_MILLIS < tickMillis;
        if (forgotten && !text.equals(Grouping.ALL_KEY)) {
            groups.find(BandStage.DIRECT, monitor.id(), text)
                    .ifPresent(group -> upkeep.close(group, "Closed: no event for more than a day.", tickMillis));
        }
    }
}
