package io.tidemark.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the faults of one document; the first of a path is kept, later ones of that path follow from it. */
final class FaultList {

    private final Source source;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> warnings = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();

    FaultList(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    List<Fault> faults() {
        return faults.stream().sorted().toList();
    }

    List<Fault> warnings() {
        return warnings.stream().sorted().toList();
    }

    /** Whether something is wrong at the path itself. */
    boolean has(String path) {
        return paths.contains(path);
    }

    void unknownField(String path, String hint) {
        add(path, source.ofKey(path), shown(path), "a known field", hint, "unknown-field");
    }

    void missing(String path, String expected) {
        add(path, source.ofKey(path), "", expected, "", "missing");
    }

    /** The value at the path is not what it should be. */
    void value(String path, String expected, String hint, String reason) {
        add(path, source.ofValue(path), shown(path), expected, hint, reason);
    }

    /** As {@link #value}, with the value in other words: two values that contradict each other. */
    void said(String path, String value, String expected, String hint, String reason) {
        add(path, source.ofValue(path), value, expected, hint, reason);
    }

    /** A text in the query language that does not parse. */
    void syntax(String path, QuerySyntaxException cause) {
        Source.Place at = source.ofValue(path);
        String found = cause.found().isEmpty() ? "ends" : "has \"" + Fault.cut(cause.found()) + "\"";
        add(
                path,
                at,
                shown(path) + ", which at character " + cause.position() + " " + found,
                cause.expected(),
                cause.hint(),
                cause.reason());
    }

    void warn(String path, String expected, String hint, String reason) {
        Source.Place at = source.ofValue(path);
        warnings.add(new Fault(at.line(), at.column(), name(path), shown(path), expected, hint, reason));
    }

    private void add(String path, Source.Place at, String value, String expected, String hint, String reason) {
        if (paths.add(path)) {
            faults.add(new Fault(at.line(), at.column(), name(path), value, expected, hint, reason));
        }
    }

    private static String name(String path) {
        return path.isEmpty() ? "document" : path;
    }

    /** The value at the path as the user wrote it, texts in quotes. */
    private String shown(String path) {
        JsonNode node = Fields.at(source.root(), path);
        if (node.isTextual()) {
            return "\"" + Fault.cut(node.asText().replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
        }
        if (node.isObject()) {
            return "an object";
        }
        return node.isArray() ? "a list of " + node.size() : Fault.cut(node.toString());
    }
}
