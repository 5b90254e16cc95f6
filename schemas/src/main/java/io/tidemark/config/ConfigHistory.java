package io.tidemark.config;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All versions of the documents of one kind, and which of them is in force.
 *
 * <p>A version is <em>known</em> from the first tick at or after its record's timestamp plus the propagation margin: by
 * then every task has read it, so all tasks agree. Among the known versions the newest decides. Where it has an
 * {@code effective_from}, it judges only buckets that start at or after that instant; for older buckets the version
 * before it is asked, and so on. A deletion judges nothing any more, from when it is known.
 *
 * <pre>
 *   margin 2 s      offset 7 at 12:00:00            offset 9 at 12:10:00, effective_from 12:30
 *   tick 12:00:01   none
 *   tick 12:00:02   7
 *   tick 12:10:02   7 for the bucket of 12:29, 9 for the bucket of 12:30
 * </pre>
 *
 * <p>Pure; thread-safe, because a follower writes and tasks read. A lookup looks at the versions of one id from the
 * newest back, which is a handful. {@link #forget} drops what no later tick can ask for.
 */
public final class ConfigHistory {

    /** From a record's timestamp until every task is taken to know it. */
    public static final Duration MARGIN_DEFAULT = Duration.ofSeconds(2);

    private final DocumentKind kind;
    private final long marginMillis;
    private final Map<String, List<ConfigVersion>> byId = new TreeMap<>();
    private long changes;

    public ConfigHistory(DocumentKind kind, Duration margin) {
        if (margin.isNegative()) {
            throw new IllegalArgumentException("The propagation margin is " + margin);
        }
        this.kind = kind;
        this.marginMillis = margin.toMillis();
    }

    /** Adds a version; one that was added before is ignored, one out of order is put in its place. */
    public synchronized void add(ConfigVersion version) {
        if (version.kind() != kind) {
            return;
        }
        List<ConfigVersion> versions = byId.computeIfAbsent(version.id(), id -> new ArrayList<>(2));
        int at = versions.size();
        while (at > 0 && versions.get(at - 1).offset() > version.offset()) {
            at--;
        }
        if (at > 0 && versions.get(at - 1).offset() == version.offset()) {
            return;
        }
        versions.add(at, version);
        changes++;
    }

    /** Grows with each version that was added or forgotten: readers cache what they derived until it changes. */
    public synchronized long changes() {
        return changes;
    }

    /**
     * The instant, in ticks, from which on a version is known; readers that cache need to look again when a tick passes
     * one of these.
     */
    public long knownFromMillis(ConfigVersion version) {
        return version.timestamp().toEpochMilli() + marginMillis;
    }

    /** The smallest {@link #knownFromMillis} after the tick; {@link Long#MAX_VALUE} where nothing is about to come. */
    public synchronized long nextKnownMillis(long tickMillis) {
        long next = Long.MAX_VALUE;
        for (List<ConfigVersion> versions : byId.values()) {
            for (ConfigVersion version : versions) {
                long known = knownFromMillis(version);
                if (known > tickMillis) {
                    next = Math.min(next, known);
                }
            }
        }
        return next;
    }

    /** The version that judges a bucket of this start, at this tick; empty where none does. */
    public synchronized Optional<ConfigVersion> inForce(String id, long tickMillis, long bucketStartMillis) {
        List<ConfigVersion> versions = byId.getOrDefault(id, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            ConfigVersion version = versions.get(i);
            if (knownFromMillis(version) > tickMillis) {
                continue;
            }
            if (version.isDeletion()) {
                return Optional.empty();
            }
            long from = version.document()
                    .flatMap(Document::effectiveFrom)
                    .map(Instant::toEpochMilli)
                    .orElse(Long.MIN_VALUE);
            if (bucketStartMillis >= from) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /**
     * The versions that may judge some bucket at this tick: of each id the newest known one, and those before it as long
     * as the newer ones have an {@code effective_from}. Sorted by id, the newest first.
     */
    public synchronized List<ConfigVersion> candidates(long tickMillis) {
        List<ConfigVersion> found = new ArrayList<>();
        for (List<ConfigVersion> versions : byId.values()) {
            for (int i = versions.size() - 1; i >= 0; i--) {
                ConfigVersion version = versions.get(i);
                if (knownFromMillis(version) > tickMillis) {
                    continue;
                }
                if (version.isDeletion()) {
                    break;
                }
                found.add(version);
                if (version.document().flatMap(Document::effectiveFrom).isEmpty()) {
                    break;
                }
            }
        }
        return found;
    }

    /** The newest version of an id, known or not; empty where it was deleted or never was. */
    public synchronized Optional<ConfigVersion> latest(String id) {
        List<ConfigVersion> versions = byId.getOrDefault(id, List.of());
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(versions.get(versions.size() - 1)).filter(v -> !v.isDeletion());
    }

    /** The newest versions of all ids, sorted by id, without deleted ones. */
    public synchronized List<ConfigVersion> latest() {
        Collection<List<ConfigVersion>> all = byId.values();
        return all.stream()
                .map(versions -> versions.get(versions.size() - 1))
                .filter(v -> !v.isDeletion())
                .toList();
    }

    /** Every version of an id, oldest first. */
    public synchronized List<ConfigVersion> versions(String id) {
        return List.copyOf(byId.getOrDefault(id, List.of()));
    }

    /** Drops versions that cannot be in force at this tick or a later one. */
    public synchronized void forget(long tickMillis) {
        byId.values().removeIf(versions -> {
            int keepFrom = 0;
            for (int i = versions.size() - 1; i >= 0 && keepFrom == 0; i--) {
                ConfigVersion version = versions.get(i);
                boolean settled = knownFromMillis(version) <= tickMillis
                        && version.document().flatMap(Document::effectiveFrom).isEmpty();
                keepFrom = settled ? i : 0;
            }
            boolean gone = keepFrom == versions.size() - 1
                    && versions.get(keepFrom).isDeletion()
                    && knownFromMillis(versions.get(keepFrom)) <= tickMillis;
            if (gone || keepFrom > 0) {
                changes++;
            }
            versions.subList(0, keepFrom).clear();
            return gone;
        });
    }
}
