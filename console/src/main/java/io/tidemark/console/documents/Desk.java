package io.tidemark.console.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.route.Who;
import java.util.List;
import java.util.Optional;

/**
 * Where documents are changed: through the topics, by the same code as {@code tidemark apply}. Returns when the change is on all
 * replicas and this console has read it back, so whoever wrote sees it.
 */
public interface Desk {

    /**
     * Writes a document.
     *
     * @param expected the version it replaces; empty: whichever there is
     * @throws io.tidemark.console.route.Problem 400 with every fault of the document, 409 where the version is another, 503 where
     *     Kafka does not answer
     */
    Document save(Kind kind, String id, ObjectNode body, Optional<String> expected, Who who);

    /** Deletes a document that is there. */
    void delete(Kind kind, String id, Optional<String> expected, Who who);

    /** The faults of a document, as messages; empty where it is good. */
    List<String> faults(Kind kind, String id, ObjectNode body);

    /** Tells something on the topic of events, such as a change of keys. */
    void tell(String title, String text, List<String> tags);
}
