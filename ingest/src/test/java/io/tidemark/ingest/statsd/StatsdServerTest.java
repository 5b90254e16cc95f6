package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.tidemark.ingest.Books;
import io.tidemark.ingest.refusal.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what real sockets deliver is taken whole, or counted; with epoll and without. */
class StatsdServerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final StatsdDoor door = new StatsdDoor();
    private StatsdServer server;

    private void start(boolean epoll) {
        server = StatsdServer.start(
                StatsdSettings.DEFAULTS
                        .withPort(0)
                        .withSocket(folder.resolve("dsd.socket"))
                        .withStreamSocket(folder.resolve("stream.socket")),
                door.intake,
                door.refusals,
                epoll && Epoll.isAvailable());
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(folder).as("sockets are removed").isEmptyDirectory();
        Books.requireBalance(door.ledger, door.refusals);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatagramOverTheLimitKeepsItsWholeLines(boolean epoll) throws IOException {
        start(epoll);
        udp("first:1|g\n" + "x".repeat(9_000) + ":1|g");
        udp("second:2|g");

        await().atMost(DEADLINE).until(() -> received() == 3);
        assertThat(door.refusals.of(Reason.TRUNCATED)).isEqualTo(1);
        server.close();
        assertThat(door.outlet.points()).containsExactly("first GAUGE 1.0", "second GAUGE 2.0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void framesOfAStreamAreTakenHoweverTheyAreCut(boolean epoll) throws IOException {
        start(epoll);
        byte[] frames = join(frame("a:1|g\nb:2|g"), frame(""), frame("c:3|g"));
        try (SocketChannel socket = connect()) {
            for (byte one : frames) {
                socket.write(ByteBuffer.wrap(new byte[] {one}));
            }
            await().atMost(DEADLINE).until(() -> received() == 3);
            assertThat(door.refusals.of(Reason.EMPTY)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrameThatClaimsTooMuchEndsItsConnectionAndNoOther(boolean epoll) throws IOException {
        start(epoll);
        try (SocketChannel good = connect();
                SocketChannel bad = connect()) {
            good.write(ByteBuffer.wrap(frame("a:1|g")));
            bad.write(ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 'x'}));

            assertThat(bad.read(ByteBuffer.allocate(1))).as("closed").isEqualTo(-1);
            good.write(ByteBuffer.wrap(frame("b:2|g")));
            await().atMost(DEADLINE).until(() -> received() == 2);
        }
        assertThat(door.refusals.of(Reason.FRAME_TOO_LARGE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrameThatItsSenderDidNotFinishIsCounted(boolean epoll) throws IOException {
        start(epoll);
        try (SocketChannel socket = connect()) {
            socket.write(ByteBuffer.wrap(join(frame("a:1|g"), new byte[] {9, 0, 0, 0, 'b'})));
        }

        await().atMost(DEADLINE).until(() -> door.refusals.of(Reason.TRUNCATED) == 1);
        assertThat(received()).isEqualTo(1);
    }

    /** A short form of {@code bench/run udp}; needs Linux, where the kernel tells what it dropped. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatWasSentIsWhatWasReceivedAndWhatTheKernelDropped() throws IOException {
        server = StatsdServer.start(
                StatsdSettings.DEFAULTS.withPort(0).withReceiveBufferBytes(8_192), door.intake, door.refusals);
        byte[] datagram = ("burst:1|c|#pad:" + "x".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
        int sent = 20_000;
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            for (int i = 0; i < sent; i++) {
                socket.send(new DatagramPacket(datagram, datagram.length, loopback, server.port()));
            }
        }

        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(received() + door.refusals.of(Reason.KERNEL_DROP))
                        .isEqualTo(sent));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true})
    void anybodyMayWriteToTheSocketsAndAnOldOneIsReplaced(boolean epoll) throws IOException {
        Files.createFile(folder.resolve("dsd.socket"));
        Files.createFile(folder.resolve("stream.socket"));
        start(epoll);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("stream.socket"))))
                .isEqualTo("rwx-w--w-");
    }

    private long received() {
        return door.ledger.balance().received();
    }

    private void udp(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), server.port()));
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(folder.resolve("stream.socket")));
        return socket;
    }

    private static byte[] frame(String packet) {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
