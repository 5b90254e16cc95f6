package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Small JSON documents as trees, under the limits of {@link Json}. */
final class Documents {

    private final ObjectMapper mapper;

    /** @param textMax characters of one text */
    Documents(int textMax) {
        mapper = new ObjectMapper(Json.factory(textMax));
    }

    Verdict<JsonNode> read(byte[] body) {
        if (Json.startsWithByteOrderMark(body)) {
            return Verdict.refused(Json.byteOrderMark());
        }
        try (JsonParser json = mapper.createParser(body)) {
            JsonNode tree = mapper.readTree(json);
            if (tree == null || tree instanceof MissingNode) {
                return Verdict.refused(new Refusal(Reason.EMPTY_BODY, "body", "", "expected a JSON document"));
            }
            if (json.nextToken() != null) {
                return Verdict.refused(Json.trailing(json.currentTokenLocation()));
            }
            return Verdict.admitted(tree);
        } catch (IOException e) {
            return Verdict.refused(Json.fault(e, body));
        }
    }

    /** The text of a field; empty where it is missing or null. */
    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isNull() || value.isContainerNode() ? "" : value.asText("");
    }

    /** The texts of a field that is an array; others in it are left out. */
    static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        value.forEach(one -> {
            if (one.isTextual()) {
                texts.add(one.textValue());
            }
        });
        return texts;
    }

    /** Milliseconds of a field in seconds; {@code otherwise} where it is missing, null or no time between 1970 and 2100. */
    static long millis(JsonNode object, String field, long otherwise) {
        double seconds = object.path(field).asDouble(0);
        return seconds > 0 && seconds <= 4_102_444_800.0 ? Math.round(seconds * 1_000) : otherwise;
    }

    static Refusal shape(String where, JsonNode found, String expected) {
        return new Refusal(
                Reason.BAD_SHAPE, where, found.getNodeType().name().toLowerCase(java.util.Locale.ROOT), expected);
    }
}
