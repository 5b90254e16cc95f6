package io.tidemark.console.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers. */
public record Reply(HttpStatus status, MediaType type, byte[] body, Map<String, String> headers) {

    public static Reply ok(JsonNode body) {
        return of(HttpStatus.OK, body);
    }

    public static Reply of(HttpStatus status, JsonNode body) {
        return new Reply(status, MediaType.JSON_UTF_8, body.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply empty(HttpStatus status) {
        return new Reply(status, MediaType.JSON_UTF_8, new byte[0], Map.of());
    }

    public static Reply bytes(MediaType type, byte[] body) {
        return new Reply(HttpStatus.OK, type, body, Map.of());
    }

    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, body, more);
    }

    HttpResponse response() {
        var builder = ResponseHeaders.builder(status).set("cache-control", "no-store");
        if (body.length > 0) {
            builder.contentType(type);
        }
        headers.forEach(builder::set);
        return body.length == 0
                ? HttpResponse.of(builder.build())
                : HttpResponse.of(builder.build(), HttpData.wrap(body));
    }

    static Reply of(Problem problem) {
        var body = Json.object();
        var errors = body.putArray("errors");
        problem.messages().forEach(message -> errors.add(withReason(message, problem.reason())));
        body.put("reason", problem.reason());
        return of(problem.status(), body);
    }

    private static String withReason(String message, String reason) {
        return message.endsWith("]") ? message : message + " [" + reason + "]";
    }

    public static JsonNode error(String reason, String message) {
        var body = Json.object();
        body.putArray("errors").add(withReason(message, reason));
        body.put("reason", reason);
        return body;
    }

    public static HttpResponse json(HttpStatus status, JsonNode body) {
        return of(status, body).response();
    }
}
