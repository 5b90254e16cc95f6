package io.tidemark.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a request whose end can be read in two ways is never taken for two requests (row H18); twice the same is taken twice. */
class HttpFramingTest {

    private static final String BODY = "{\"series\":[{\"metric\":\"cpu\",\"points\":[[1767225600,1]]}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: %d\r\nContent-Length: 5\r\n",
                "Content-Length: 5, %d\r\n",
                "Content-Length: +%d\r\n",
                "Content-Length: -%d\r\n",
                "Content-Length: %dx\r\n",
            })
    void aLengthThatIsNotOneNumberIsRefusedAndTheConnectionClosed(String header) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer = post(door, String.format(header, BODY.length()), BODY + smuggled());

            assertThat(HttpDoor.statusOf(answer)).as(answer).isEqualTo(400);
            assertThat(door.outlet.points()).isEmpty();
        }
    }

    @Test
    void aLengthBesideChunksIsOneRequestAtMost() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String chunks = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
            post(door, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunks);

            assertThat(door.outlet.points()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void theSameBatchTwiceIsAnswered202Twice() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            byte[] body = BODY.getBytes(StandardCharsets.UTF_8);

            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", body))).isEqualTo(202);
            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", body))).isEqualTo(202);
            assertThat(door.outlet.pointsInFull()).hasSize(2).containsOnly("cpu GAUGE 1.0 at 2026-01-01T00:00:00Z");
        }
    }

    private static String smuggled() {
        return "POST /api/v1/series HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    }

    private static String post(HttpDoor door, String framing, String body) throws Exception {
        String head = "POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing
                + "\r\n";
        return door.raw(head.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
    }
}
