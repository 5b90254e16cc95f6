package io.tidemark.alerting.configuration;

import io.tidemark.alerting.configuration.Change.OfDowntime;
import io.tidemark.alerting.configuration.Change.OfMonitor;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one task knows of the configuration, as ticks pass. Not thread-safe; one for each task.
 *
 * <pre>
 *   record of 10:00:00.4, margin 2 s
 *   tick 10:00:01   not known
 *   tick 10:00:03   known: advance returns the change
 * </pre>
 */
public final class ConfigurationInForce {

    /** Versions of one monitor that are kept for buckets older than the latest version's time. */
    private static final int VERSIONS_MAX = 64;

    private final ChangeLog log;
    private final long marginMillis;
    private final PriorityQueue<Change> waiting = new PriorityQueue<>(
            Comparator.<Change>comparingLong(change -> change.origin().timestampMillis())
                    .thenComparing(change -> change.origin().topic())
                    .thenComparingInt(change -> change.origin().partition())
                    .thenComparingLong(change -> change.origin().offset()));
    private final TreeMap<String, List<WatchedMonitor>> monitors = new TreeMap<>();
    private final TreeMap<String, TreeSet<String>> byWatched = new TreeMap<>();
    private final TreeMap<String, Downtime> downtimesById = new TreeMap<>();
    private Downtimes downtimes = Downtimes.NONE;
    private int place;

    public ConfigurationInForce(ChangeLog log, Duration margin) {
        this.log = log;
        this.marginMillis = margin.toMillis();
    }

    /** A tick passed: what is known from now on, in the order of writing. */
    public List<Change> advance(long tickMillis) {
        List<Change> read = log.from(place);
        place += read.size();
        waiting.addAll(read);
        List<Change> known = List.of();
        while (!waiting.isEmpty() && waiting.peek().origin().timestampMillis() + marginMillis <= tickMillis) {
            known = known.isEmpty() ? new ArrayList<>() : known;
            known.add(apply(waiting.poll()));
        }
        return known;
    }

    /** Takes a change into force; returns it, or its refusal. */
    private Change apply(Change change) {
        if (change.content() instanceof OfMonitor monitor) {
            apply(change.id(), monitor.monitor());
        } else if (change.content() instanceof OfDowntime downtime) {
            boolean added = !downtimesById.containsKey(change.id());
            if (downtime.downtime().isPresent() && added && downtimesById.size() >= Downtimes.COUNT_MAX) {
                return new Change(
                        change.origin(),
                        change.id(),
                        new Change.Refused(List.of("There are " + downtimesById.size()
                                + " downtimes already (expected at most " + Downtimes.COUNT_MAX
                                + "). Delete ended ones first. [too-many-downtimes]")));
            }
            downtime.downtime()
                    .ifPresentOrElse(
                            value -> downtimesById.put(change.id(), value), () -> downtimesById.remove(change.id()));
            downtimes = new Downtimes(downtimesById.values());
        }
        return change;
    }

    private void apply(String id, Optional<WatchedMonitor> next) {
        if (next.isEmpty()) {
            monitors.remove(id);
        } else {
            List<WatchedMonitor> versions = monitors.computeIfAbsent(id, any -> new ArrayList<>());
            if (next.get().effectiveFrom().isEmpty()) {
                versions.clear();
            }
            versions.add(next.get());
            if (versions.size() > VERSIONS_MAX) {
                versions.remove(0);
            }
        }
        byWatched.clear();
        monitors.forEach((monitor, versions) -> versions.forEach(version -> byWatched
                .computeIfAbsent(version.watched(), any -> new TreeSet<>())
                .add(monitor)));
    }

    /** Ids of the monitors that have a version for the rows of a detector or query. */
    public Iterable<String> watching(String watched) {
        TreeSet<String> ids = byWatched.get(watched);
        return ids == null ? List.of() : ids;
    }

    /**
     * Whether the states of this monitor's groups are needed: by composites, by families, by what it explains away, and by
     * its own messages, which say what else is bad. So of each that is known.
     */
    public boolean isReliedOn(String monitorId) {
        return monitors.containsKey(monitorId);
    }

    /** Ids of these monitors. */
    public Set<String> reliedOn() {
        return Set.copyOf(monitors.keySet());
    }

    /** The newest version of a monitor. */
    public Optional<WatchedMonitor> newest(String monitorId) {
        List<WatchedMonitor> versions = monitors.getOrDefault(monitorId, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    /** The newest versions of the monitors whose inputs come from several partitions, or that tell of families. */
    public List<WatchedMonitor> together() {
        List<WatchedMonitor> found = new ArrayList<>();
        for (List<WatchedMonitor> versions : monitors.values()) {
            WatchedMonitor newest = versions.get(versions.size() - 1);
            if (newest.subject().isTogether() || newest.tellsFamilies()) {
                found.add(newest);
            }
        }
        return found;
    }

    /** The version of a monitor that judges a bucket; empty where none does. */
    public Optional<WatchedMonitor> version(String monitorId, long bucketStartSeconds) {
        List<WatchedMonitor> versions = monitors.getOrDefault(monitorId, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).judges(bucketStartSeconds)) {
                return Optional.of(versions.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether a monitor has any version, known already or not yet. */
    public boolean has(String monitorId) {
        return monitors.containsKey(monitorId) || waiting.stream().anyMatch(change -> isVersionOf(change, monitorId));
    }

    /** Whether a version of a monitor is known already. */
    public boolean isKnown(String monitorId) {
        return monitors.containsKey(monitorId);
    }

    private static boolean isVersionOf(Change change, String monitorId) {
        return change.id().equals(monitorId)
                && change.content() instanceof OfMonitor monitor
                && monitor.monitor().isPresent();
    }

    /** Whether any version of a monitor, in force already or later, judges the rows of a detector or query. */
    public boolean watches(String monitorId, String watched) {
        return monitors.getOrDefault(monitorId, List.of()).stream()
                .anyMatch(version -> version.watched().equals(watched));
    }

    /** The latest version of each monitor that is known, by id. */
    public List<WatchedMonitor> monitors() {
        return monitors.values().stream()
                .map(versions -> versions.get(versions.size() - 1))
                .toList();
    }

    public Downtimes downtimes() {
        return downtimes;
    }
}
