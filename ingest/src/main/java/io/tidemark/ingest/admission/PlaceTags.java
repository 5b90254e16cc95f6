package io.tidemark.ingest.admission;

import io.tidemark.document.HostTagsDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Tags that are known of hosts and containers beside what a sender says, to be joined to what comes from there.
 *
 * <p>What is nearer to the measurement goes first, and of one key only the first is taken: the sender's own tags, then its
 * container's, then its host's; of a host what a person set before what its agent says. The host's name is the tag
 * {@code host}. Example: a point with {@code env:dev,host:a}, where the agent of {@code a} says {@code env:prod,rack:1} and a
 * person {@code rack:2}, becomes {@code env:dev,host:a,rack:2}.
 *
 * <p>Thread-safe; a change holds from the next point on. Memory: what the documents hold.
 */
public final class PlaceTags {

    /** Tags joined of one host or container at most; a document holds no more either. */
    static final int JOINED_MAX = 100;

    private static final String HOST = "host:";
    private static final String AGENT = "agent";
    private static final Comparator<HostTagsDocument> PEOPLE_FIRST = Comparator.<HostTagsDocument>comparingInt(
                    document -> document.source().equals(AGENT) ? 1 : 0)
            .thenComparing(HostTagsDocument::id);

    private final Map<String, HostTagsDocument> documents = new TreeMap<>();
    private final Map<String, List<String>> ofHost = new ConcurrentHashMap<>();
    private final Map<String, List<String>> ofContainer = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** A new version of a document. */
    public synchronized void put(HostTagsDocument document) {
        HostTagsDocument before = documents.put(document.id(), document);
        if (!document.equals(before)) {
            if (before != null) {
                renew(before);
            }
            renew(document);
        }
    }

    /** A document that is no more. */
    public synchronized void remove(String id) {
        HostTagsDocument before = documents.remove(id);
        if (before != null) {
            renew(before);
        }
    }

    /** Grows with every change: who keeps what was joined must ask again then. */
    public long changes() {
        return changes.get();
    }

    /** True where nothing would be joined, whatever the container. */
    public boolean knowsNoContainer() {
        return ofContainer.isEmpty();
    }

    /**
     * The tags with those of their place.
     *
     * @param tags sorted, one a key
     * @param container id; empty for none
     * @return sorted, one a key
     */
    List<String> join(List<String> tags, String container) {
        List<String> containers = container.isEmpty() ? List.of() : ofContainer.getOrDefault(container, List.of());
        String host = hostOf(tags);
        if (host.isEmpty() && !containers.isEmpty()) {
            host = hostOf(containers);
        }
        return join(tags, containers, host);
    }

    /** The same where the host is named beside the tags. */
    List<String> joinOfHost(List<String> tags, String host) {
        return join(tags, List.of(), normalisedHost(host));
    }

    private List<String> join(List<String> tags, List<String> containers, String host) {
        List<String> hosts = host.isEmpty() ? List.of() : ofHost.getOrDefault(host, List.of());
        if (containers.isEmpty() && hosts.isEmpty()) {
            return tags;
        }
        List<String> all = new ArrayList<>(tags);
        Set<String> keys = new HashSet<>();
        tags.forEach(tag -> keys.add(TagRule.keyOf(tag)));
        addNew(containers, keys, all);
        addNew(hosts, keys, all);
        Collections.sort(all);
        return all;
    }

    private static void addNew(List<String> more, Set<String> keys, List<String> all) {
        for (String tag : more) {
            if (keys.add(TagRule.keyOf(tag))) {
                all.add(tag);
            }
        }
    }

    private static String hostOf(List<String> tags) {
        for (String tag : tags) {
            if (tag.startsWith(HOST)) {
                return tag.substring(HOST.length());
            }
        }
        return "";
    }

    private void renew(HostTagsDocument changed) {
        if (changed.container().isEmpty()) {
            String host = nameOf(changed);
            set(
                    ofHost,
                    host,
                    merged(document ->
                            document.container().isEmpty() && nameOf(document).equals(host)));
        } else {
            String container = changed.container();
            set(ofContainer, container, merged(document -> document.container().equals(container)));
        }
        changes.incrementAndGet();
    }

    private List<String> merged(Predicate<HostTagsDocument> wanted) {
        List<String> merged = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        documents.values().stream().filter(wanted).sorted(PEOPLE_FIRST).forEach(document -> {
            boolean ofHost = document.container().isEmpty();
            for (String raw : document.tags()) {
                String tag = TagRule.normalised(raw);
                String key = TagRule.keyOf(tag);
                boolean isPlace = ofHost && key.equals("host");
                if (!key.isEmpty() && !isPlace && !TagRule.isReserved(raw, key) && keys.add(key)) {
                    merged.add(tag);
                }
            }
        });
        return List.copyOf(merged.size() > JOINED_MAX ? merged.subList(0, JOINED_MAX) : merged);
    }

    private static void set(Map<String, List<String>> map, String key, List<String> tags) {
        if (tags.isEmpty()) {
            map.remove(key);
        } else {
            map.put(key, tags);
        }
    }

    /** The host's name as it stands in a tag. */
    private static String nameOf(HostTagsDocument document) {
        return normalisedHost(document.host());
    }

    private static String normalisedHost(String host) {
        String tag = TagRule.normalised(HOST + host);
        return tag.length() <= HOST.length() ? "" : tag.substring(HOST.length());
    }
}
