package io.tidemark.detectors.assignment;

import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.rollup.WantedWidths;
import io.tidemark.document.ExclusionDocument;
import io.tidemark.query.MetricQuery;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The configuration as one task knows it: moved by its ticks, so that a replay changes at the same tick. */
public final class InForce implements WantedWidths {
    private static final int[] FIXED_WIDTHS = {Rollup.BASE_SECONDS, 60, 600, 3_600};
    private static final int PAST_VERSIONS_MAX = 4;
    private static final Reader[] NO_READERS = {};
    private static final int[] NO_WIDTHS = {};

    /** One metric of a unit: what a series can be part of. */
    public record Reader(Unit unit, int metricNumber, MetricQuery metric) {
        boolean reads(Series series) {
            return metric.scope().matches(series.tags()) && metric.grouping().isSureOf(series.tags());
        }
    }

    private final List<ConfigurationLog> logs;
    private final int[] next;
    private final long marginMillis;
    private final List<TreeMap<String, ConfigurationLog.Entry>> documents = new ArrayList<>();
    /** By id who asks for it, by version; several monitors may ask for the same, and who asked first is the version. */
    private final Map<String, TreeMap<Long, Definition>> asked = new HashMap<>();

    private final TreeMap<String, List<Unit>> units = new TreeMap<>();
    private final Map<String, List<Reader>> readersOfMetric = new HashMap<>();
    private final List<ExclusionDocument> changedExclusions = new ArrayList<>();
    private Exclusions exclusions = Exclusions.NONE;
    private long epoch;
    private boolean grouped;
    private final Map<List<Reader>, Reader[]> sharedReaders = new HashMap<>();
    private RolledSeries[] matched = new RolledSeries[64];
    private Reader[][] readers = new Reader[64][];

    /** @param marginMillis how long after its record a version becomes known */
    public InForce(List<ConfigurationLog> logs, long marginMillis) {
        this.logs = List.copyOf(logs);
        this.next = new int[logs.size()];
        this.marginMillis = marginMillis;
        logs.forEach(log -> documents.add(new TreeMap<>()));
    }

    /** What is replayed, for buckets of all times; of each id its newest version, without the spans excluded by now. */
    public static InForce ofAllTimes(Collection<Unit> units, Exclusions exclusions) {
        TreeMap<String, Unit> newest = new TreeMap<>();
        for (Unit unit : units) {
            newest.merge(unit.id(), unit, (a, b) -> a.version() >= b.version() ? a : b);
        }
        ConfigurationLog log = new ConfigurationLog();
        newest.values()
                .forEach(unit -> log.add(new ConfigurationLog.Entry(
                        unit.id(), unit.version(), 0, List.of(unit.definition().ofAllTimes()))));
        InForce inForce = new InForce(List.of(log), 0);
        inForce.tick(0);
        inForce.exclusions = exclusions;
        return inForce;
    }

    /** Takes over what is known at this tick; true where something changed. */
    public boolean tick(long tickMillis) {
        boolean changed = false;
        changedExclusions.clear();
        for (int i = 0; i < next.length; i++) {
            int size = logs.get(i).size();
            while (next[i] < size && logs.get(i).get(next[i]).timestampMillis() + marginMillis <= tickMillis) {
                apply(documents.get(i), logs.get(i).get(next[i]++));
                changed = true;
            }
        }
        if (changed) {
            readersOfMetric.clear();
            units.values().forEach(versions -> versions.forEach(this::index));
            grouped = units.values().stream().flatMap(List::stream).anyMatch(unit -> !unit.isDirect());
            Arrays.fill(matched, null);
            sharedReaders.clear();
            epoch++;
        }
        if (!changedExclusions.isEmpty()) {
            exclusions = new Exclusions(documents.stream()
                    .flatMap(known -> known.values().stream())
                    .flatMap(entry -> entry.exclusion().stream())
                    .toList());
        }
        return changed;
    }

    /** One record after the other, also where many become known at once: each may leave a version for older buckets. */
    private void apply(TreeMap<String, ConfigurationLog.Entry> known, ConfigurationLog.Entry entry) {
        TreeSet<String> touched = new TreeSet<>();
        ConfigurationLog.Entry before = known.remove(entry.document());
        if (before != null) {
            before.exclusion().ifPresent(changedExclusions::add);
            for (Definition definition : before.definitions()) {
                asked.get(definition.id()).remove(before.offset());
                touched.add(definition.id());
            }
        }
        entry.exclusion().ifPresent(changedExclusions::add);
        if (!entry.definitions().isEmpty() || entry.exclusion().isPresent()) {
            known.put(entry.document(), entry);
        }
        for (Definition definition : entry.definitions()) {
            asked.computeIfAbsent(definition.id(), id -> new TreeMap<>()).put(entry.offset(), definition);
            touched.add(definition.id());
        }
        for (String id : touched) {
            Map.Entry<Long, Definition> first = asked.get(id).firstEntry();
            if (first == null) {
                asked.remove(id);
                units.remove(id);
            } else {
                succeed(
                        units.computeIfAbsent(id, unused -> new ArrayList<>()),
                        first.getValue(),
                        first.getKey(),
                        entry.timestampMillis() + marginMillis);
            }
        }
    }

    private static void succeed(List<Unit> versions, Definition definition, long version, long knownFromMillis) {
        Unit last = versions.isEmpty() ? null : versions.get(versions.size() - 1);
        if (last != null && (last.version() == version || last.definition().equals(definition))) {
            return; // Nothing that is judged changed; the version that said it first stays.
        }
        Unit unit = new Unit(definition, version, knownFromMillis);
        if (unit.fromSeconds == Long.MIN_VALUE) {
            versions.clear();
        } else {
            versions.forEach(before -> before.untilSeconds = Math.min(before.untilSeconds, unit.fromSeconds));
            if (versions.size() > PAST_VERSIONS_MAX) {
                versions.remove(0);
            }
        }
        versions.add(unit);
    }

    private void index(Unit unit) {
        if (unit.definition().paused()) {
            return; // It reads nothing.
        }
        for (int i = 0; i < unit.metrics().size(); i++) {
            MetricQuery metric = unit.metrics().get(i);
            readersOfMetric
                    .computeIfAbsent(metric.metric(), name -> new ArrayList<>())
                    .add(new Reader(unit, i, metric));
        }
    }

    /** Who reads a series; looked up once for each series and change. The array is not to be changed. */
    public Reader[] readersOf(RolledSeries series) {
        int slot = series.slot();
        if (slot >= matched.length) {
            matched = Arrays.copyOf(matched, Math.max(slot + 1, matched.length * 2));
            readers = Arrays.copyOf(readers, matched.length);
        }
        if (matched[slot] != series) {
            readers[slot] = matching(series.parsed());
            matched[slot] = series;
        }
        return readers[slot];
    }

    /** The same array where the same readers match: most of a million series are read by the same few. */
    private Reader[] matching(Series series) {
        List<Reader> matching = readersOfMetric.getOrDefault(series.metric(), List.of()).stream()
                .filter(reader -> reader.reads(series))
                .toList();
        return matching.isEmpty()
                ? NO_READERS
                : sharedReaders.computeIfAbsent(matching, same -> same.toArray(Reader[]::new));
    }

    /** Whether anything is wanted that is summed over series, in any version. */
    public boolean hasGrouped() {
        return grouped;
    }

    /** What is not to be learnt. */
    public Exclusions exclusions() {
        return exclusions;
    }

    /** Whether an exclusion that came, changed or went at the last tick concerns what the group has learnt up to there. */
    public boolean exclusionsTouch(Unit unit, String group, long lastStartSeconds) {
        return Exclusions.touch(changedExclusions, unit, group, lastStartSeconds);
    }

    /** The version that judges buckets with this start, or null. */
    public Unit unit(String id, long startSeconds) {
        List<Unit> versions = units.getOrDefault(id, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            Unit unit = versions.get(i);
            if (unit.covers(startSeconds)) {
                return unit.definition().paused() ? null : unit;
            }
        }
        return null;
    }

    /** The unit of exactly this version, or null. */
    public Unit version(String id, long version) {
        for (Unit unit : units.getOrDefault(id, List.of())) {
            if (unit.version() == version) {
                return unit;
            }
        }
        return null;
    }

    /** True where something with this id is wanted, in any version. */
    public boolean isWanted(String id) {
        return units.containsKey(id);
    }

    /** True where the newest version of what is wanted judges nothing. */
    public boolean isPaused(String id) {
        List<Unit> versions = units.getOrDefault(id, List.of());
        return !versions.isEmpty()
                && versions.get(versions.size() - 1).definition().paused();
    }

    /** False where a record with this version may still become known. */
    public boolean isPast(long version) {
        for (int i = 0; i < next.length; i++) {
            if (next[i] < logs.get(i).size() && logs.get(i).get(next[i]).offset() <= version) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public int[] of(RolledSeries series) {
        int[] widths = Arrays.stream(readersOf(series))
                .mapToInt(reader -> reader.unit().intervalSeconds())
                .filter(width -> Arrays.binarySearch(FIXED_WIDTHS, width) < 0)
                .sorted()
                .distinct()
                .toArray();
        return widths.length == 0 ? NO_WIDTHS : widths; // One array for all of them: there may be a million.
    }
}
