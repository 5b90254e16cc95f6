package io.tidemark.detectors.assignment;

import java.util.ArrayList;
import java.util.List;

/** The history of one configuration topic, in its order; written by the reader's thread, read by the tasks. */
public final class ConfigurationLog {

    /**
     * One record that was accepted.
     *
     * @param document id of the document
     * @param offset its offset: the version
     * @param timestampMillis when the broker took it
     * @param definitions what it asks for; none where it was deleted
     */
    public record Entry(String document, long offset, long timestampMillis, List<Definition> definitions) {
        public Entry {
            definitions = List.copyOf(definitions);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    public synchronized void add(Entry entry) {
        entries.add(entry);
    }

    public synchronized int size() {
        return entries.size();
    }

    synchronized Entry get(int index) {
        return entries.get(index);
    }
}
