package io.tidemark.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One document as a tree, with the place of each of its fields.
 *
 * @param keys place of each field's name, by path
 * @param values place of each value, by path; the root is the empty path
 */
record Source(JsonNode root, Map<String, Place> keys, Map<String, Place> values) {

    /** Line and column, from 1. */
    record Place(int line, int column) {
        static final Place NONE = new Place(0, 0);
    }

    /** The place of a value, or of the nearest field around it that has one. */
    Place ofValue(String path) {
        String at = path;
        while (true) {
            Place place = values.get(at);
            if (place != null) {
                return place;
            }
            if (at.isEmpty()) {
                return Place.NONE;
            }
            int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            at = cut < 0 ? "" : at.substring(0, cut);
        }
    }

    Place ofKey(String path) {
        Place place = keys.get(path);
        return place == null ? ofValue(path) : place;
    }

    static String field(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }
}
