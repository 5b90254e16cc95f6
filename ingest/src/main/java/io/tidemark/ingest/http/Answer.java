package io.tidemark.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client is told. */
record Answer(int status, String json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Answer of(int status, Map<String, Object> body) {
        return new Answer(status, text(body));
    }

    static Answer refused(Refusal refusal) {
        return refused(statusOf(refusal.reason()), List.of(refusal.message()), refusal.reason());
    }

    static Answer refused(int status, List<String> errors, Reason reason) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("errors", errors);
        body.put("reason", reason.id());
        return new Answer(status, text(body));
    }

    static int statusOf(Reason reason) {
        return switch (reason) {
            case WRONG_SERVICE -> 404;
            case MISSING_KEY -> 401;
            case UNKNOWN_KEY -> 403;
            case REQUEST_TIMEOUT -> 408;
            case BODY_TOO_LARGE, INFLATED_TOO_LARGE, TOO_MANY_POINTS -> 413;
            case UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE -> 415;
            case TOO_MANY_REQUESTS -> 429;
            case NOT_ACKNOWLEDGED, BUFFER_FULL, NO_PARTITIONS, PUBLISH_FAILED -> 503;
            default -> 400;
        };
    }

    private static String text(Map<String, Object> body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has no JSON form", e);
        }
    }
}
