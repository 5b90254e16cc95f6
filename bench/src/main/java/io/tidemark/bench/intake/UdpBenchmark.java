package io.tidemark.bench.intake;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.statsd.StatsdIntake;
import io.tidemark.ingest.statsd.StatsdServer;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;

/** UDP under load: what was sent is what was received and what the kernel says it dropped. */
public final class UdpBenchmark implements Benchmark {

    private static final int DATAGRAMS_A_SECOND = 50_000;
    private static final int SECONDS = 30;
    private static final int RECEIVE_BUFFER_BYTES = 256 * 1024;

    /** The last batch is sent a little after its time. */
    private static final double RATE_KEPT = 0.99;

    private static final long SETTLE_NANOS = 10_000_000_000L;

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String describe() {
        return """
                udp: %,d datagrams a second for %d s to the DogStatsD socket on loopback, whose receive buffer is %,d bytes. The
                command fails where fewer are sent, where sent is not received + dropped by the kernel, or takes over 10 s to
                become so. With epoll the sender hands %d datagrams to the kernel at once, as a busy application's threads would.
                """.formatted(DATAGRAMS_A_SECOND, SECONDS, RECEIVE_BUFFER_BYTES, UdpSender.BATCH);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Doorway doorway = new Doorway(Clock.systemUTC());
        StatsdSettings settings = StatsdSettings.DEFAULTS.withPort(0).withReceiveBufferBytes(RECEIVE_BUFFER_BYTES);
        StatsdIntake intake = doorway.statsd(settings);
        long sent;
        double elapsed;
        try (StatsdServer server = StatsdServer.start(settings, intake, doorway.refusals)) {
            long start = System.nanoTime();
            sent = send(server.port(), progress);
            elapsed = (System.nanoTime() - start) / 1e9;
            long deadline = System.nanoTime() + SETTLE_NANOS;
            while (arrived(doorway) != sent && System.nanoTime() < deadline) {
                LockSupport.parkNanos(50_000_000);
            }
        }
        long received = doorway.ledger.balance().received();
        long dropped = doorway.refusals.of(Reason.KERNEL_DROP);
        long unexplained = sent - received - dropped;
        if (unexplained != 0 || doorway.ledger.balance().unexplained() != 0) {
            throw new IllegalStateException("sent " + sent + ", received " + received + ", dropped by the kernel "
                    + dropped + ": " + unexplained + " are not accounted for (expected 0)");
        }
        if (sent / elapsed < RATE_KEPT * DATAGRAMS_A_SECOND) {
            throw new IllegalStateException(
                    "the sender managed " + Math.round(sent / elapsed) + " datagrams/s (expected " + DATAGRAMS_A_SECOND
                            + "): the machine is too busy for this run to say anything");
        }
        return new Figures()
                .add("sent", sent, "datagrams")
                .add("sent_per_second", sent / elapsed, "datagrams/s")
                .add("received", received, "datagrams")
                .add("dropped_by_the_kernel", dropped, "datagrams")
                .add("unexplained", unexplained, "datagrams");
    }

    private static long arrived(Doorway doorway) {
        return doorway.ledger.balance().received() + doorway.refusals.of(Reason.KERNEL_DROP);
    }

    private static long send(int port, Progress progress) throws Exception {
        byte[] datagram = "shop.page.views:1|c|#env:prod,page:home,service:shop".getBytes(StandardCharsets.UTF_8);
        try (UdpSender sender = new UdpSender(datagram, port)) {
            return sender.send(DATAGRAMS_A_SECOND, SECONDS, progress);
        }
    }
}
