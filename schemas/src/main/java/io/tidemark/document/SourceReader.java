package io.tidemark.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON or YAML text into trees that remember where each field stood; refuses what only looks readable. */
final class SourceReader {

    static final int DEPTH_MAX = 32;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(64)
            .maxStringLength(Documents.FILE_BYTES_MAX)
            .build();

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();

    private static final YAMLFactory YAML =
            YAMLFactory.builder().streamReadConstraints(LIMITS).build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private final List<Fault> faults;
    private JsonParser in;
    private Map<String, Source.Place> keys;
    private Map<String, Source.Place> values;

    private SourceReader(List<Fault> faults) {
        this.faults = faults;
    }

    /** All documents of a text; what cannot be read is added to the faults. */
    static List<Source> read(String text, List<Fault> faults) {
        return new SourceReader(faults).read(text);
    }

    static boolean looksLikeJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private List<Source> read(String text) {
        boolean json = looksLikeJson(text);
        List<Source> sources = new ArrayList<>();
        try (JsonParser parser = json ? JSON.createParser(text) : YAML.createParser(text)) {
            in = parser;
            while (in.nextToken() != null) {
                keys = new HashMap<>();
                values = new HashMap<>();
                JsonNode root = value("");
                if (!root.isNull() || !keys.isEmpty()) {
                    sources.add(new Source(root, keys, values));
                }
            }
        } catch (JsonProcessingException unreadable) {
            faults.add(unreadable(unreadable, json));
        } catch (IOException impossible) {
            throw new UncheckedIOException("Reading a text in memory", impossible);
        }
        return sources;
    }

    private static Fault unreadable(JsonProcessingException cause, boolean json) {
        JsonLocation at = cause.getLocation();
        String said = cause.getOriginalMessage();
        int lineEnd = said == null ? -1 : said.indexOf('\n');
        String line = said == null ? "no detail" : lineEnd > 0 ? said.substring(0, lineEnd) : said;
        // What the library would have its programmer enable is of no use to the writer of the document.
        String detail = line.replaceFirst(": enable .*", "");
        return new Fault(
                at == null ? 1 : Math.max(1, at.getLineNr()),
                at == null ? 1 : Math.max(1, at.getColumnNr()),
                "document",
                "not readable: " + Fault.cut(detail),
                json ? "JSON" : "YAML or JSON",
                "",
                json ? "not-json" : "not-yaml");
    }

    private JsonNode value(String path) throws IOException {
        values.put(path, here());
        if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            fault(
                    path,
                    "*" + in.getText(),
                    "the value itself",
                    "Aliases are not followed; write it out.",
                    "yaml-alias");
            return NODES.nullNode();
        }
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> number(path);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private JsonNode number(String path) throws IOException {
        if (in.isNaN()) {
            fault(path, in.getText(), "a finite number", "", "not-finite");
            return NODES.nullNode();
        }
        return NODES.numberNode(in.getDecimalValue());
    }

    private JsonNode object(String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            String field = Source.field(path, name);
            boolean twice = object.has(name);
            Source.Place key = here();
            keys.put(field, key);
            in.nextToken();
            JsonNode value = value(field);
            if (twice) {
                faults.add(new Fault(
                        key.line(),
                        key.column(),
                        field,
                        "given twice",
                        "each field once",
                        "Remove one of them.",
                        "duplicate-field"));
            }
            object.set(name, value);
        }
        return object;
    }

    private JsonNode array(String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(Source.item(path, array.size())));
        }
        return array;
    }

    private Source.Place here() {
        JsonLocation at = in.currentTokenLocation();
        return new Source.Place(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }

    private void fault(String path, String value, String expected, String hint, String reason) {
        Source.Place at = values.get(path);
        faults.add(new Fault(at.line(), at.column(), path, Fault.cut(value), expected, hint, reason));
    }
}
