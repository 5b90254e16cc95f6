package io.tidemark.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: no request costs more than its limits, and each limit answers for itself. */
class HttpLimitsTest {

    private static final String GOOD = "{\"series\":[{\"metric\":\"cpu\",\"points\":[[1767225600,1]]}]}";

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "zstd", "deflate", "raw deflate", "identity"})
    void aBodyInAnyCodingIsRead(String coding) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String header = "Content-Encoding: " + coding.replace("raw ", "");
            String answer = door.post("/api/v1/series", packed(coding, bytes(GOOD)), header);

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(202);
            assertThat(HttpDoor.bodyOf(answer)).isEqualTo("{\"status\":\"ok\"}");
            assertThat(door.outlet.points()).containsExactly("cpu GAUGE 1.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "deflate"})
    void aCutBodyIsBadCompression(String coding) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            byte[] whole = packed(coding, bytes(GOOD));
            byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 5);

            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", cut, "Content-Encoding: " + coding)))
                    .isEqualTo(400);
            assertThat(door.refusals.of(Reason.BAD_COMPRESSION)).isEqualTo(1);
        }
    }

    @Test
    void aGzipBodyWithAWrongChecksumIsBadCompression() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            byte[] body = packed("gzip", bytes(GOOD));
            body[body.length - 8] ^= 1;

            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", body, "Content-Encoding: gzip")))
                    .isEqualTo(400);
            assertThat(door.refusals.of(Reason.BAD_COMPRESSION)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "deflate"})
    void aBombIsRefusedAtTheCapAndTheNextRequestIsServed(String coding) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            byte[] bomb = bomb(coding);

            String answer = door.post("/api/v1/series", bomb, "Content-Encoding: " + coding);

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(413);
            assertThat(answer).contains("inflated_too_large");
            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", bytes(GOOD))))
                    .isEqualTo(202);
        }
    }

    @Test
    void aZstdWindowOfTwoGibibytesIsRefusedUnallocated() throws Exception {
        // Frame header: magic, descriptor without content size, window descriptor 2^31.
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) ((31 - 10) << 3), 0x01, 0x00, 0x00};
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", frame, "Content-Encoding: zstd")))
                    .isEqualTo(413);
        }
    }

    @Test
    void aLengthOfTenGibibytesIsRefusedUnread() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer = door.raw(bytes("POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n{"));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(413);
        }
    }

    @Test
    void chunksOverTheLimitAreRefusedWhileTheyArrive() throws Exception {
        HttpSettings small = new HttpSettings(
                Set.of(), 1_000, 2_000, 10, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), Optional.empty());
        try (HttpDoor door = new HttpDoor(small)) {
            String answer = door.raw(
                    bytes("POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"),
                    bytes("800\r\n" + "x".repeat(0x800) + "\r\n800\r\n" + "x".repeat(0x800) + "\r\n"));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsAnswered408() throws Exception {
        HttpSettings impatient = new HttpSettings(
                Set.of(), 1_000, 2_000, 10, 10, Duration.ofMillis(300), Duration.ofSeconds(5), Optional.empty());
        try (HttpDoor door = new HttpDoor(impatient)) {
            String answer = door.raw(bytes("POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(408);
            assertThat(answer).contains("request_timeout");
        }
    }

    @Test
    void aRequestOfMorePointsThanTheLimitIsRefusedAndSaysTheLimit() throws Exception {
        HttpSettings few = new HttpSettings(
                Set.of(), 10_000, 20_000, 3, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), Optional.empty());
        try (HttpDoor door = new HttpDoor(few)) {
            String points = "[1767225600,1],[1767225601,1],[1767225602,1]";
            String three = "{\"series\":[{\"metric\":\"cpu\",\"points\":[" + points + "]}]}";
            String four = "{\"series\":[{\"metric\":\"cpu\",\"points\":[" + points + ",[1767225603,1]]}]}";

            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", bytes(three))))
                    .isEqualTo(202);
            String answer = door.post("/api/v1/series", bytes(four));
            assertThat(HttpDoor.statusOf(answer)).isEqualTo(413);
            assertThat(answer).contains("at most 3 points").contains("too_many_points");
            assertThat(door.outlet.points()).hasSize(3);
        }
    }

    @Test
    void aNumberOfMillionsOfDigitsIsRefusedByItsLength() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String body = "{\"series\":[{\"metric\":\"cpu\",\"points\":[[1767225600," + "1".repeat(3_000_000) + "]]}]}";
            String answer = door.post("/api/v1/series", bytes(body));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(400);
            assertThat(answer).contains("long_number");
        }
    }

    @Test
    void aBrokerThatDoesNotAcknowledgeIsAnswered503WithinTheTimeSet() throws Exception {
        HttpSettings impatient = new HttpSettings(
                Set.of(), 10_000, 20_000, 10, 10, Duration.ofSeconds(5), Duration.ofMillis(200), Optional.empty());
        try (HttpDoor door = new HttpDoor(impatient)) {
            door.outlet.answerWith(new CompletableFuture<>());
            String answer = door.post("/api/v1/series", bytes(GOOD));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(503);
            assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("retry-after: 5");
        }
    }

    @Test
    void pointsThatWereDroppedAreNeverAnsweredWith2xx() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            door.outlet.answerWith(CompletableFuture.completedFuture(Receipt.dropped(1, Reason.BUFFER_FULL)));

            for (String path : new String[] {"/api/v1/series", "/api/v2/series/"}) {
                String answer = door.post(path, bytes(GOOD));
                assertThat(HttpDoor.statusOf(answer)).isEqualTo(503);
                assertThat(answer).contains("buffer_full");
            }
        }
    }

    @Test
    void requestsOverTheNumberAllowedAtOnceAreAnswered429() throws Exception {
        HttpSettings one = new HttpSettings(
                Set.of(), 10_000, 20_000, 10, 1, Duration.ofSeconds(5), Duration.ofSeconds(5), Optional.empty());
        try (HttpDoor door = new HttpDoor(one)) {
            CompletableFuture<Receipt> kafka = new CompletableFuture<>();
            door.outlet.answerWith(kafka);
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return door.post("/api/v1/series", bytes(GOOD));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            org.awaitility.Awaitility.await().until(() -> door.outlet.points().size() == 1);

            String second = door.post("/api/v1/series", bytes(GOOD));
            kafka.complete(Receipt.published(1));

            assertThat(HttpDoor.statusOf(second)).isEqualTo(429);
            assertThat(second.toLowerCase(java.util.Locale.ROOT)).contains("retry-after: 1");
            assertThat(HttpDoor.statusOf(first.join())).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            })
    void aRequestWhoseLengthCanBeReadInTwoWaysIsRefused(String smuggled) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer = door.raw(bytes("POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\n" + smuggled));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(400);
        }
    }

    @Test
    void headersOf64KibibytesAreRefused() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer = door.post("/api/v1/series", bytes(GOOD), "X-Long: " + "x".repeat(65_536));

            assertThat(HttpDoor.statusOf(answer)).isEqualTo(431);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(String coding, byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (coding) {
            case "gzip", "x-gzip" -> write(new GZIPOutputStream(packed), plain, 1);
            case "deflate" -> write(new DeflaterOutputStream(packed), plain, 1);
            case "raw deflate" -> write(new DeflaterOutputStream(packed, new Deflater(9, true)), plain, 1);
            case "zstd" -> packed.writeBytes(Zstd.compress(plain));
            default -> packed.writeBytes(plain);
        }
        return packed.toByteArray();
    }

    /** 64 MiB of blanks: four times the cap, some tens of kilobytes on the wire. */
    private static byte[] bomb(String coding) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] blanks = new byte[1024 * 1024];
        java.util.Arrays.fill(blanks, (byte) ' ');
        switch (coding) {
            case "gzip" -> write(new GZIPOutputStream(packed), blanks, 64);
            case "deflate" -> write(new DeflaterOutputStream(packed), blanks, 64);
            default -> write(new ZstdOutputStream(packed), blanks, 64);
        }
        return packed.toByteArray();
    }

    private static void write(OutputStream packing, byte[] chunk, int times) throws IOException {
        try (packing) {
            for (int i = 0; i < times; i++) {
                packing.write(chunk);
            }
        }
    }
}
