package io.tidemark.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The two calls that framing needs of a schema registry's REST interface: register a schema under its topic's subject,
 * and fetch a schema by id. Answers are kept for ever, because an id never changes its meaning.
 */
final class SchemaRegistry {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final String base;

    SchemaRegistry(URI url) {
        String text = url.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Id of the schema under the subject {@code <topic>-value}. */
    int register(Schema schema) {
        ObjectNode body = json.createObjectNode().put("schema", schema.toString());
        URI uri = URI.create(base + "/subjects/" + subject(schema) + "/versions");
        JsonNode answer = call(HttpRequest.newBuilder(uri)
                .header("Content-Type", MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        return answer.path("id").asInt();
    }

    Schema schema(int id) {
        return byId.computeIfAbsent(id, wanted -> {
            JsonNode answer = call(HttpRequest.newBuilder(URI.create(base + "/schemas/ids/" + wanted)));
            return new Schema.Parser().parse(answer.path("schema").asText());
        });
    }

    private static String subject(Schema schema) {
        return Topics.all().stream()
                .filter(topic -> topic.value().equals(schema.getName()))
                .map(Topic::shortName)
                .findFirst()
                .map(name -> Topics.PREFIX + name + "-value")
                .orElse(schema.getFullName());
    }

    private JsonNode call(HttpRequest.Builder request) {
        HttpRequest built =
                request.header("Accept", MEDIA_TYPE).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> answer = http.send(built, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new MalformedRecordException(
                        "unknown_schema",
                        "the schema registry answered " + answer.statusCode() + " to " + built.uri() + ": "
                                + answer.body());
            }
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new MalformedRecordException(
                    "unknown_schema",
                    "the schema registry at " + base + " cannot be reached: " + e.getMessage()
                            + " (check --schema-registry)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MalformedRecordException("unknown_schema", "interrupted while asking the schema registry", e);
        }
    }
}
