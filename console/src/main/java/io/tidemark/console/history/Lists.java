package io.tidemark.console.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.Fact;
import java.util.ArrayList;
import java.util.List;

/** Lists inside a row, as JSON text. */
final class Lists {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Lists() {}

    static String text(List<String> values) {
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array.toString();
    }

    static String facts(List<Fact> facts) {
        ArrayNode array = JSON.createArrayNode();
        facts.forEach(fact -> array.addObject().put("name", fact.getName()).put("text", fact.getText()));
        return array.toString();
    }

    static String attempts(List<Attempt> attempts) {
        ArrayNode array = JSON.createArrayNode();
        attempts.forEach(attempt -> array.addObject()
                .put("at", attempt.getAt().toEpochMilli())
                .put("outcome", attempt.getOutcome().name())
                .put("detail", attempt.getDetail()));
        return array.toString();
    }

    static List<String> strings(String json) {
        List<String> values = new ArrayList<>();
        array(json).forEach(value -> values.add(value.asText()));
        return values;
    }

    static ArrayNode array(String json) {
        try {
            return json == null || json.isEmpty() ? JSON.createArrayNode() : (ArrayNode) JSON.readTree(json);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("A list kept in the history is not JSON: " + json, e);
        }
    }
}
