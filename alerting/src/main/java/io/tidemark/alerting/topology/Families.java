package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.Subject;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Severity;
import io.tidemark.avro.BandStage;
import io.tidemark.query.CompositeQuery;
import io.tidemark.query.Grouping;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * States that follow from the states of groups of all partitions: composites, and families of groups that are told as one.
 *
 * <p>Groups of several monitors belong together where the tags of the keys that all of them have agree; a monitor without
 * groups belongs to each. Of the groups of one monitor that belong together the most severe counts. A family of {@code
 * notify_by} is the same with one monitor and its keys. What changed is looked at once a part of the log, after it.
 */
final class Families {

    /** Begins the watched id of a family of groups, so that it is told apart from the groups themselves. */
    static final String WATCHED = "family:";

    private static final String KEY = "state\n";

    /** Composites that follow composites, at most so deep in one part of the log: a circle goes on with the next. */
    private static final int DEPTH_MAX = 8;

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final Upkeep upkeep;
    private final GroupTable table;
    private final TreeMap<String, TreeMap<String, Known>> states = new TreeMap<>();
    private final TreeSet<String> dirty = new TreeSet<>();

    private record Known(GroupState state, long atMillis) {}

    Families(ConfigurationInForce configuration, Groups groups, Upkeep upkeep, GroupTable table) {
        this.configuration = configuration;
        this.groups = groups;
        this.upkeep = upkeep;
        this.table = table;
    }

    boolean restore(String key, byte[] bytes) {
        if (!key.startsWith(KEY)) {
            return false;
        }
        String[] parts = key.split("\n", 3);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        states.computeIfAbsent(parts[1], any -> new TreeMap<>())
                .put(parts[2], new Known(GroupState.values()[in.get()], in.getLong()));
        return true;
    }

    /** A group of a monitor that somebody relies on is in this state now; empty: it is no more. */
    void state(String monitorId, String group, Optional<GroupState> state, long atMillis) {
        TreeMap<String, Known> known = states.computeIfAbsent(monitorId, any -> new TreeMap<>());
        String key = KEY + monitorId + "\n" + group;
        if (state.isPresent()) {
            known.put(group, new Known(state.get(), atMillis));
            table.put(
                    key,
                    ByteBuffer.allocate(9)
                            .put((byte) state.get().ordinal())
                            .putLong(atMillis)
                            .array());
        } else if (known.remove(group) != null) {
            table.delete(key);
        }
        dirty.add(monitorId);
    }

    /** Every group of a monitor, and whether it is bad; one that is named is. Nothing where it is none of them. */
    Map<List<String>, Boolean> badGroups(String monitorId, String bad) {
        Map<List<String>, Boolean> groups = new HashMap<>();
        TreeMap<String, Known> all = states.getOrDefault(monitorId, new TreeMap<>());
        if (!all.containsKey(bad)) {
            return groups;
        }
        all.forEach((group, known) ->
                groups.put(Grouping.tagsOfGroup(group), known.state().isBad()));
        groups.put(Grouping.tagsOfGroup(bad), true);
        return groups;
    }

    /** The state of the groups of a monitor that agree with these tags on these keys, the most severe. */
    Optional<GroupState> state(String monitorId, List<String> keys, List<String> tags) {
        return find(monitorId, keys, projection(keys, tags)).map(Known::state);
    }

    private Optional<Known> find(String monitorId, List<String> keys, String wanted) {
        Known worst = null;
        for (Map.Entry<String, Known> one :
                states.getOrDefault(monitorId, new TreeMap<>()).entrySet()) {
            boolean belongs = one.getKey().equals(Grouping.ALL_KEY)
                    || projection(keys, Grouping.tagsOfGroup(one.getKey())).equals(wanted);
            if (belongs && (worst == null || Severity.rank(one.getValue().state()) > Severity.rank(worst.state()))) {
                worst = one.getValue();
            }
        }
        return Optional.ofNullable(worst);
    }

    /** The configuration changed: composites are looked at anew, and states that nobody needs any more are forgotten. */
    void changed() {
        Set<String> needed = configuration.reliedOn();
        for (String monitorId : List.copyOf(states.keySet())) {
            if (!needed.contains(monitorId)) {
                states.remove(monitorId).keySet().forEach(group -> table.delete(KEY + monitorId + "\n" + group));
            }
        }
        dirty.addAll(needed);
    }

    /** Judges whatever changed; and what changes by that, as composites may follow composites. */
    void judge(long tickMillis) {
        for (int depth = 0; !dirty.isEmpty() && depth < DEPTH_MAX; depth++) {
            Set<String> changed = Set.copyOf(dirty);
            dirty.clear();
            judge(changed, tickMillis);
        }
    }

    private void judge(Set<String> changed, long tickMillis) {
        for (WatchedMonitor monitor : configuration.together()) {
            boolean affected = monitor.reliesOn().stream().anyMatch(changed::contains);
            if (affected && monitor.subject() instanceof Subject.States of) {
                judge(monitor, monitor, of.query(), keysInCommon(of.query()), tickMillis);
            } else if (affected && monitor.tellsFamilies()) {
                judge(
                        monitor,
                        asFamily(monitor),
                        new CompositeQuery.Monitor(monitor.id()),
                        monitor.notifyBy().equals(List.of("*")) ? List.of() : monitor.notifyBy(),
                        tickMillis);
            }
        }
    }

    /** The monitor as it judges its families: what it watches is named apart. */
    static WatchedMonitor asFamily(WatchedMonitor monitor) {
        return monitor.following(WATCHED + monitor.watched());
    }

    private void judge(
            WatchedMonitor monitor, WatchedMonitor judged, CompositeQuery query, List<String> keys, long tickMillis) {
        TreeSet<String> texts = new TreeSet<>();
        for (String id : query.monitors()) {
            for (String group : states.getOrDefault(id, new TreeMap<>()).keySet()) {
                if (!group.equals(Grouping.ALL_KEY)) {
                    texts.add(projection(keys, Grouping.tagsOfGroup(group)));
                }
            }
        }
        if (texts.isEmpty()) {
            texts.add(Grouping.ALL_KEY);
        }
        Set<String> gone = new TreeSet<>();
        groups.of(monitor.id()).forEach(group -> gone.add(group.text()));
        for (String text : texts) {
            Map<String, Known> members = new HashMap<>();
            query.monitors().forEach(id -> find(id, keys, text).ifPresent(known -> members.put(id, known)));
            Optional<GroupState> to = Severity.of(
                    query, id -> Optional.ofNullable(members.get(id)).map(Known::state));
            if (to.isPresent()) {
                gone.remove(text);
                long at = members.values().stream()
                        .mapToLong(Known::atMillis)
                        .max()
                        .orElse(tickMillis);
                Groups.Group group = upkeep.group(BandStage.DIRECT, judged, text, tickMillis);
                upkeep.follow(judged, group, to.get(), at, reason(query, members), tickMillis);
            }
        }
        for (Groups.Group group : groups.of(monitor.id())) {
            if (gone.contains(group.text()) && group.memory().watched().equals(judged.watched())) {
                upkeep.close(group, "Closed: the groups it follows from are no more.", tickMillis);
            }
        }
    }

    private static String reason(CompositeQuery query, Map<String, Known> members) {
        List<String> parts = new ArrayList<>();
        for (String id : query.monitors()) {
            if (members.containsKey(id)) {
                parts.add(id + " is "
                        + members.get(id)
                                .state()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' '));
            }
        }
        return "Of " + query.text() + ": " + String.join(", ", parts) + ".";
    }

    /** Keys that every monitor with groups has; none where they share none. */
    private List<String> keysInCommon(CompositeQuery query) {
        TreeSet<String> common = null;
        for (String id : query.monitors()) {
            for (String group : states.getOrDefault(id, new TreeMap<>()).keySet()) {
                TreeSet<String> keys = new TreeSet<>();
                Grouping.tagsOfGroup(group).forEach(tag -> keys.add(tag.substring(0, Math.max(0, tag.indexOf(':')))));
                if (!keys.isEmpty()) {
                    if (common == null) {
                        common = keys;
                    } else {
                        common.retainAll(keys);
                    }
                    break; // all groups of one monitor have the same keys
                }
            }
        }
        return common == null ? List.of() : List.copyOf(common);
    }

    /** The tags of these keys, as a group; {@code *} for none. */
    private static String projection(List<String> keys, List<String> tags) {
        List<String> kept = new ArrayList<>();
        for (String key : keys) {
            for (String tag : tags) {
                if (tag.startsWith(key + ":")) {
                    kept.add(tag);
                }
            }
        }
        return kept.isEmpty() ? Grouping.ALL_KEY : String.join(",", kept);
    }
}
