package io.tidemark.detectors.assignment;

import io.tidemark.document.ExclusionDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The history of one configuration topic, in its order; written by the reader's thread, read by the tasks. */
public final class ConfigurationLog {

    /**
     * One record that was accepted.
     *
     * @param document id of the document
     * @param offset its offset: the version
     * @param timestampMillis when the broker took it
     * @param definitions what it asks for; none where it was deleted
     * @param exclusion the span that it excludes from learning, where it is such a document
     */
    public record Entry(
            String document,
            long offset,
            long timestampMillis,
            List<Definition> definitions,
            Optional<ExclusionDocument> exclusion) {
        public Entry {
            definitions = List.copyOf(definitions);
        }

        public Entry(String document, long offset, long timestampMillis, List<Definition> definitions) {
            this(document, offset, timestampMillis, definitions, Optional.empty());
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
