package io.tidemark.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Fault;
import io.tidemark.document.Parsed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds writers to the numbers that they give their own versions. The order of the log decides what is newer; where a document
 * carries a {@code version} besides, one with a lower number that comes later is a writer who did not see the newest, and two
 * contents under one number are two writers. A document without a number, and a deletion, begin anew.
 *
 * <p>Known from the log as it is read: once compaction has taken the higher number away, a follower that starts then knows only
 * what came last. Not thread-safe.
 */
public final class WriterVersions {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Place(DocumentKind kind, String id) {}

    private record Numbered(JsonNode content) {}

    private final Map<Place, Numbered> newest = new HashMap<>();

    /** Why a document that comes next is not taken; empty where it is, and is the newest from now on. */
    Optional<Fault> take(DocumentKind kind, String id, Parsed.Accepted next) {
        Place place = new Place(kind, id);
        Numbered known = newest.get(place);
        if (known != null) {
            Optional<Fault> fault = fault(known.content(), next);
            if (fault.isPresent()) {
                return fault;
            }
        }
        if (next.version().isPresent()) {
            newest.put(place, new Numbered(tree(next)));
        } else {
            newest.remove(place);
        }
        return Optional.empty();
    }

    /** It was deleted. */
    void forget(DocumentKind kind, String id) {
        newest.remove(new Place(kind, id));
    }

    /** Why a document cannot come after the one that is in force; empty where either has no number. */
    public static Optional<Fault> fault(JsonNode inForce, Parsed.Accepted next) {
        if (!inForce.path("version").isIntegralNumber() || next.version().isEmpty()) {
            return Optional.empty();
        }
        long known = inForce.path("version").asLong();
        long version = next.version().getAsLong();
        if (version < known) {
            return Optional.of(new Fault(
                    0,
                    0,
                    "version",
                    Long.toString(version),
                    "more than " + known + ", which is in force",
                    "Read the newest version, change that, and count on from its number.",
                    "older_version"));
        }
        if (version == known && !inForce.equals(tree(next))) {
            return Optional.of(new Fault(
                    0,
                    0,
                    "version",
                    Long.toString(version),
                    "the content that version " + known + " has, or a higher number",
                    "Somebody else used the number: read theirs, merge the two, and count on.",
                    "conflict"));
        }
        return Optional.empty();
    }

    private static JsonNode tree(Parsed.Accepted accepted) {
        try {
            return MAPPER.readTree(accepted.json());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A document that was accepted is no JSON", impossible);
        }
    }
}
