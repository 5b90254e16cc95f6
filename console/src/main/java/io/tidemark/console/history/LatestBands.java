package io.tidemark.console.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The newest judged bucket of each group of each detector, in memory and bounded, for overviews. */
final class LatestBands {

    private final ConcurrentHashMap<BandKey, BandRow> latest = new ConcurrentHashMap<>();
    private final AtomicLong notListed = new AtomicLong();
    private final int groupsMax;

    LatestBands(int groupsMax) {
        this.groupsMax = groupsMax;
    }

    void note(BandKey key, BandRow row) {
        BandRow known = latest.get(key);
        if (known == null && latest.size() >= groupsMax) {
            notListed.incrementAndGet();
        } else if (known == null || row.startSeconds() >= known.startSeconds()) {
            latest.put(key, row);
        }
    }

    /** Groups of all detectors, by detector and group. */
    List<Map.Entry<BandKey, BandRow>> all() {
        List<Map.Entry<BandKey, BandRow>> entries = new ArrayList<>(latest.entrySet());
        entries.sort(
                Map.Entry.comparingByKey(Comparator.comparing(BandKey::detector).thenComparing(BandKey::group)));
        return entries;
    }

    int size() {
        return latest.size();
    }

    long notListed() {
        return notListed.get();
    }
}
