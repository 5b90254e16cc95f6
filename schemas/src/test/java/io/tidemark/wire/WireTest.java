package io.tidemark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.avro.Event;
import io.tidemark.avro.PointKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    private final Event event =
            Event.newBuilder().setId("1").setAt(AT).setTitle("t").build();

    @Test
    void anotherRecordsBytesAreNamedForWhatTheyAre() {
        byte[] tick = new PointBatchWriter(Wire.singleObject()).tick(1);
        assertThatThrownBy(() -> Wire.singleObject().deserializer(Event.class).deserialize("", tick))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("the value is a io.tidemark.avro.PointBatch (expected io.tidemark.avro.Event)");
    }

    @Test
    void anUnknownSchemaIsPutAsideUnderItsOwnReason() {
        byte[] record = Wire.singleObject().serializer(Event.class).serialize("", event);
        record[5] ^= 1;
        assertThatThrownBy(() -> Wire.singleObject().deserializer(Event.class).deserialize("", record))
                .isInstanceOfSatisfying(
                        MalformedRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo("unknown_schema"));
    }

    @Test
    void textInsteadOfARecordIsRefusedWithWhatWasExpected() {
        assertThatThrownBy(
                        () -> new PointBatchReader(Wire.singleObject()).read("hello".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("starts with 68 65 6c 6c (expected PointBatch in Avro single-object encoding");
    }

    @Test
    void everyFieldHasADocumentation() {
        List<String> undocumented = new ArrayList<>();
        for (Schema schema : Wire.schemas()) {
            for (Schema.Field field : schema.getFields()) {
                if (field.doc() == null || field.doc().isBlank()) {
                    undocumented.add(schema.getName() + "." + field.name());
                }
            }
        }
        assertThat(undocumented).isEmpty();
    }

    @Test
    void withARegistryRecordsCarryItsIdsAndBothFramingsAreRead() throws IOException {
        List<String> subjects = new ArrayList<>();
        HttpServer server = registry(subjects);
        try {
            Wire wire = Wire.registry(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
            byte[] record = wire.serializer(Event.class).serialize("", event);
            assertThat(record).startsWith(0, 0, 0, 0, 1);
            assertThat(subjects).containsExactly("/subjects/tidemark.events-value/versions");
            assertThat(wire.deserializer(Event.class).deserialize("", record)).isEqualTo(event);

            byte[] single = Wire.singleObject().serializer(Event.class).serialize("", event);
            assertThat(wire.deserializer(Event.class).deserialize("", single)).isEqualTo(event);

            byte[] points = new PointBatchWriter(wire)
                    .begin("x")
                    .add("m", PointKind.GAUGE, 0, 5, 1)
                    .toBytes();
            assertThat(new PointBatchReader(wire).read(points).timeMillis(0)).isEqualTo(5);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRegistryThatCannotBeReachedIsNamed() {
        Wire wire = Wire.registry(URI.create("http://127.0.0.1:1"));
        assertThatThrownBy(() -> wire.serializer(Event.class))
                .hasMessageContaining("the schema registry at http://127.0.0.1:1 cannot be reached")
                .hasMessageContaining("check --schema-registry");
    }

    /** A registry of one mind: it gives ids in order and hands schemas back. */
    private static HttpServer registry(List<String> subjects) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> schemas = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String answer;
            if (exchange.getRequestMethod().equals("POST")) {
                subjects.add(path);
                schemas.add(
                        json.readTree(exchange.getRequestBody()).path("schema").asText());
                answer = "{\"id\":" + schemas.size() + "}";
            } else {
                int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                answer = json.createObjectNode()
                        .put("schema", schemas.get(id - 1))
                        .toString();
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }
}
