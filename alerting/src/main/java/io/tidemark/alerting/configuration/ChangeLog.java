package io.tidemark.alerting.configuration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All changes that were read, in the order of reading. One writer, many readers, each with a place of its own. */
public final class ChangeLog {

    private final List<Change> changes = new CopyOnWriteArrayList<>();

    public void append(Change change) {
        changes.add(change);
    }

    /** The changes from a place on; the place moves on by their number. */
    List<Change> from(int place) {
        int size = changes.size();
        return place >= size ? List.of() : changes.subList(place, size).stream().toList();
    }
}
