package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Who;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What answers of several resources have in common. */
final class Shapes {

    private Shapes() {}

    /** A numeric id of the path. */
    static long id(Ask ask, String name) {
        String text = ask.path(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.parameter(name, text, "a number", "Take it from the list.", "bad-id");
        }
        return Long.parseLong(text);
    }

    static ObjectNode creator(Who who) {
        return Json.object().put("name", who.name()).put("handle", who.name()).put("email", who.name());
    }

    /** An instant as Datadog writes it. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** Fields of a change over those that were there. */
    static ObjectNode merged(JsonNode before, ObjectNode change) {
        ObjectNode merged = ((ObjectNode) before).deepCopy();
        change.fields().forEachRemaining(field -> merged.set(field.getKey(), field.getValue()));
        return merged;
    }

    /** When a document came to be: what it says itself, else when it was last changed. */
    static String created(Document document, String field) {
        String said = document.body().path(field).asText("");
        return said.isEmpty() ? time(document.changed()) : said;
    }

    /** {@code ETag} of a version, to be sent back as If-Match. */
    static String tag(Document document) {
        return "\"" + document.version() + "\"";
    }
}
