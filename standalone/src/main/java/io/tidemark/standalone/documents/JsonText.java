package io.tidemark.standalone.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as text that people read and compare: fields in one order, one to a line. */
public final class JsonText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private JsonText() {}

    /** With sorted fields and line breaks; text that is no JSON stays as it is. */
    public static String pretty(String json) {
        try {
            Object tree = JSON.readValue(json, Object.class);
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException notJson) {
            return json;
        }
    }

    /** As a document of a YAML file with its kind and id in front. */
    public static String yaml(String kind, String id, String json) {
        try {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", kind);
            fields.put("id", id);
            JsonNode tree = JSON.readTree(json);
            tree.fields().forEachRemaining(field -> fields.putIfAbsent(field.getKey(), field.getValue()));
            return YAML.writeValueAsString(fields);
        } catch (JsonProcessingException notJson) {
            return "# not JSON: " + json.replaceAll("\\p{Cntrl}", "?");
        }
    }

    /** Whether an object has this field at its top. */
    public static boolean has(String json, String field) {
        try {
            return JSON.readTree(json).has(field);
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    /** Whether two texts say the same. */
    public static boolean same(String a, String b) {
        return pretty(a).equals(pretty(b));
    }

    /**
     * The lines of two documents side by side: {@code "- "} for what goes, {@code "+ "} for what comes, two blanks for what
     * stays. By the longest common subsequence; documents have at most a few thousand lines.
     */
    public static List<String> difference(String before, String after) {
        List<String> a = before.isEmpty() ? List.of() : pretty(before).lines().toList();
        List<String> b = after.isEmpty() ? List.of() : pretty(after).lines().toList();
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add("  " + a.get(i++));
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + a.get(i++));
            } else {
                lines.add("+ " + b.get(j++));
            }
        }
        return lines;
    }
}
