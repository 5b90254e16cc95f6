package io.tidemark.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import io.tidemark.query.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Checks a tree against the published JSON Schema of its kind, and says its findings in our words. */
final class SchemaCheck {

    /** Most known names that a message lists. */
    private static final int LISTED_MAX = 24;

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Map<DocumentKind, Schema> SCHEMAS = load();

    private static final Schema DOWNTIME_V1 = REGISTRY.getSchema(text("downtime-v1.schema.json"), InputFormat.JSON);

    private SchemaCheck() {}

    /** Text of the published schema of a kind. */
    static String schemaText(DocumentKind kind) {
        return text(kind.text() + ".schema.json");
    }

    private static String text(String name) {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("No " + name + " beside " + SchemaCheck.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(name, broken);
        }
    }

    private static Map<DocumentKind, Schema> load() {
        Map<DocumentKind, Schema> schemas = new EnumMap<>(DocumentKind.class);
        for (DocumentKind kind : DocumentKind.values()) {
            schemas.put(kind, REGISTRY.getSchema(schemaText(kind), InputFormat.JSON));
        }
        return schemas;
    }

    static void check(DocumentKind kind, FaultList faults) {
        check(SCHEMAS.get(kind), faults);
    }

    /** A downtime in the shape of Datadog's v1 API. */
    static void checkDowntimeV1(FaultList faults) {
        check(DOWNTIME_V1, faults);
    }

    private static void check(Schema root, FaultList faults) {
        for (Error error : root.validate(faults.source().root())) {
            add(error, at(root.getSchemaNode(), error.getInstanceLocation()), faults);
        }
    }

    /** @param around the part of the schema that speaks of the place of the error */
    private static void add(Error error, JsonNode around, FaultList faults) {
        String path = path(error.getInstanceLocation());
        JsonNode limit = around.path(error.getKeyword());
        switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String name = error.getProperty();
                faults.unknownField(Source.field(path, name), fieldHint(name, names(around)));
            }
            case "required" ->
                faults.missing(
                        Source.field(path, error.getProperty()),
                        expected(around.path("properties").path(error.getProperty())));
            case "enum", "const" -> {
                List<String> allowed = texts(limit);
                String written = error.getInstanceNode().asText();
                faults.value(path, String.join(", ", allowed), NearestName.hint(written, allowed), "not-allowed");
            }
            case "type" ->
                faults.value(path, expected(around), typeHint(error.getInstanceNode(), around), "wrong-type");
            case "minimum" -> faults.value(path, "at least " + limit.asText(), "", "out-of-range");
            case "exclusiveMinimum" -> faults.value(path, "above " + limit.asText(), "", "out-of-range");
            case "maximum" -> faults.value(path, "at most " + limit.asText(), "", "out-of-range");
            case "minLength" -> faults.value(path, "a text that is not empty", "", "empty");
            case "maxLength" -> faults.value(path, "at most " + limit.asText() + " characters", "", "too-long");
            case "minItems" -> faults.value(path, "at least " + limit.asText() + " items", "", "too-few");
            case "maxItems" -> faults.value(path, "at most " + limit.asText() + " items", "", "too-many");
            case "uniqueItems" -> faults.value(path, "each item once", "", "repeated-item");
            default -> faults.value(path, expected(around), "", "bad-form");
        }
    }

    /** The part of a schema that speaks of a path; our schemas use properties and items only. */
    private static JsonNode at(JsonNode schema, NodePath location) {
        JsonNode node = schema;
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            node = element instanceof Integer
                    ? node.path("items")
                    : node.path("properties").path(String.valueOf(element));
        }
        return node;
    }

    private static String fieldHint(String name, List<String> known) {
        return NearestName.to(name, known)
                .map(near -> "Did you mean " + near + "?")
                .orElse(known.size() <= LISTED_MAX ? "Known are " + String.join(", ", known) + "." : "");
    }

    private static List<String> names(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What a part of a schema asks for, in words. */
    private static String expected(JsonNode schema) {
        if (schema.has("enum")) {
            return String.join(", ", texts(schema.get("enum")));
        }
        return schema.has("type")
                ? String.join(
                        " or ",
                        texts(schema.get("type")).stream()
                                .map(t -> TYPES.getOrDefault(t, t))
                                .toList())
                : "a value";
    }

    private static final Map<String, String> TYPES = Map.of(
            "string", "a text",
            "number", "a number",
            "integer", "a whole number",
            "boolean", "true or false",
            "array", "a list",
            "object", "an object",
            "null", "null");

    private static String typeHint(JsonNode written, JsonNode around) {
        boolean text = texts(around.path("type")).contains("string");
        return text && written.isBoolean() ? "Put it in quotes: YAML reads yes, no, on and off as true or false." : "";
    }

    private static List<String> texts(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(node.asText());
    }

    private static String path(NodePath location) {
        String path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            path = element instanceof Integer index
                    ? Source.item(path, index)
                    : Source.field(path, String.valueOf(element));
        }
        return path;
    }
}
