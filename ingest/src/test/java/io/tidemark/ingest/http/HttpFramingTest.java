package io.tidemark.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.ingest.refusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a request whose end can be read in two ways is never taken for two requests (row H18); twice the same is taken twice. */
class HttpFramingTest {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADERS = 1;
    private static final int RESET_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_OF_HEADERS = 4;
    private static final byte CANCEL = 8;

    /** Over what a server puts up with in a minute: Armeria 400. */
    private static final int RESETS = 2_000;

    /** {@code :method POST, :scheme http, :path /api/v1/series, :authority x} in HPACK's literal form. */
    private static final byte[] POST_SERIES = hpack("/api/v1/series");

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: %d\r\nTRANSFER-ENCODING: chunked\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: %d\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n",
                "X-Bare: line feed\nContent-Length: %d\r\n",
                "X-Folded: a\r\n b\r\nContent-Length: %d\r\n",
                "X-Folded: a\r\n Content-Length: 5\r\nContent-Length: %d\r\n",
                "X-Folded: a\r\n\tTransfer-Encoding: chunked\r\nContent-Length: %d\r\n",
            })
    void anEndThatCanBeReadInTwoWaysIsRefusedCountedAndTheConnectionClosed(String headers) throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer = post(door, String.format(headers, BODY.length()), chunked(BODY) + smuggled());

            assertThat(HttpDoor.statusOf(answer)).as(answer).isEqualTo(400);
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
            assertThat(answer).contains("Send each header on one line", "\"reason\":\"bad_framing\"");
            assertThat(door.refusals.of(Reason.BAD_FRAMING)).isEqualTo(1);
            assertThat(door.outlet.points()).isEmpty();
        }
    }

    /** The guard follows what is fine, in whatever pieces it comes: lengths, chunks with trailers, several on one connection. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000_000})
    void whatIsFinePassesInPiecesOfAnySize(int pieceBytes) throws Exception {
        String fine = "\r\n" + head("Content-Length: " + BODY.length() + "\r\n") + BODY
                + head("Transfer-Encoding: Chunked\r\n") + "1;name=value\r\n" + BODY.charAt(0) + "\r\n"
                + Integer.toHexString(BODY.length() - 1) + "\r\n" + BODY.substring(1)
                + "\r\n0\r\nX-Trailer: fine\r\n\r\n"
                + head("X-Empty:\r\nConnection: close\r\nContent-Length: " + BODY.length() + "\r\n") + BODY;
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            byte[] bytes = fine.getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < bytes.length; from += pieceBytes) {
                socket.getOutputStream().write(bytes, from, Math.min(pieceBytes, bytes.length - from));
                socket.getOutputStream().flush();
            }

            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 202 ", -1)).as(answers).hasSize(4);
            assertThat(door.outlet.points()).hasSize(3);
        }
    }

    @Test
    void aChunkWhoseLengthIsNoneIsRefused() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS)) {
            String answer =
                    post(door, "Transfer-Encoding: chunked\r\n", "-5\r\n" + BODY + "\r\n0\r\n\r\n" + smuggled());

            assertThat(HttpDoor.statusOf(answer)).as(answer).isEqualTo(400);
            assertThat(door.refusals.of(Reason.BAD_FRAMING)).isEqualTo(1);
            assertThat(door.outlet.points()).isEmpty();
        }
    }

    /** What came before on the connection keeps its answer; what is behind is nobody's. */
    @Test
    void theRequestBeforeIsAnsweredAndTheOneBehindIsNot() throws Exception {
        String first = head("Content-Length: " + BODY.length() + "\r\n") + BODY;
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(10_000);
            String all = first + head("X-Folded: a\r\n b\r\nContent-Length: " + BODY.length() + "\r\n") + BODY + first;
            socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));

            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.indexOf("HTTP/1.1 202 ")).as(answers).isZero();
            assertThat(answers.indexOf("HTTP/1.1 400 ")).as(answers).isPositive();
            assertThat(door.outlet.points()).hasSize(1);
            assertThat(door.refusals.of(Reason.BAD_FRAMING)).isEqualTo(1);
        }
    }

    /** Row H21: what is begun and reset at once costs the server work and its sender nothing. */
    @Test
    void streamsThatAreResetAgainAndAgainEndTheirConnectionAndNoOther() throws Exception {
        try (HttpDoor door = new HttpDoor(HttpSettings.DEFAULTS);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE);
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            try {
                for (int stream = 1; stream < 2 * RESETS; stream += 2) {
                    out.write(frame(HEADERS, END_OF_HEADERS, stream, POST_SERIES));
                    out.write(frame(RESET_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL}));
                }
                out.flush();
            } catch (IOException e) {
                // Closed while we were still at it, which is what is wanted.
            }

            assertThat(isClosedByTheServer(socket.getInputStream())).isTrue();
            assertThat(HttpDoor.statusOf(door.post("/api/v1/series", BODY.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(202);
            await().untilAsserted(() ->
                    assertThat(door.refusals.of(Reason.REQUEST_ABORTED)).isPositive());
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

    /** A frame of HTTP/2: length, type, flags, stream, payload (RFC 9113, section 4.1). */
    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] hpack(String path) {
        return ByteBuffer.allocate(2 + 2 + path.length() + 3)
                .put(new byte[] {(byte) 0x83, (byte) 0x86, 0x04, (byte) path.length()})
                .put(path.getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {0x01, 1, 'x'})
                .array();
    }

    private static boolean isClosedByTheServer(InputStream in) throws IOException {
        byte[] chunk = new byte[8_192];
        try {
            while (in.read(chunk) >= 0) {
                // Settings, and the word of farewell.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static String smuggled() {
        return "POST /api/v1/series HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private static String head(String framing) {
        return "POST /api/v1/series HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing
                + "\r\n";
    }

    private static String post(HttpDoor door, String framing, String body) throws Exception {
        return door.raw(head(framing).getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
    }
}
