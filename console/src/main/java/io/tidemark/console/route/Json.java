package io.tidemark.console.route;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** JSON as the page reads it: no NaN (null instead), columns as arrays. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SIGNIFICANT = 7;

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ArrayNode strings(Collection<String> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    public static ArrayNode numbers(double[] values) {
        ArrayNode array = array();
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
        return array;
    }

    /** Values that were kept as floats: written with the digits that a float has. */
    public static ArrayNode floats(double[] values) {
        ArrayNode array = array();
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(rounded(value));
            } else {
                array.addNull();
            }
        }
        return array;
    }

    public static ArrayNode numbers(long[] values) {
        ArrayNode array = array();
        for (long value : values) {
            array.add(value);
        }
        return array;
    }

    /** A number, or null where there is none. */
    public static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /** A number kept as a float, or null where there is none. */
    public static void putFloat(ObjectNode node, String name, double value) {
        put(node, name, Double.isFinite(value) ? rounded(value) : value);
    }

    private static double rounded(double value) {
        if (value == 0) {
            return 0;
        }
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(SIGNIFICANT))
                .doubleValue();
    }

    /** Reads a body; empty text is an empty object. */
    public static com.fasterxml.jackson.databind.JsonNode read(String text)
            throws com.fasterxml.jackson.core.JsonProcessingException {
        return text.isBlank() ? object() : MAPPER.readTree(text);
    }
}
