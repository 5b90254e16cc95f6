package io.tidemark.ingest.http;

import com.linecorp.armeria.server.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.Books;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.RecordingOutlet;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP intake on a free port of the loopback address, with a recorder where Kafka would be. Its books are closed with it. */
final class HttpDoor implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    final ManualClock clock = new ManualClock("2026-01-01T00:00:03Z");
    final RecordingOutlet outlet = new RecordingOutlet();
    final Ledger ledger = new Ledger();
    final Refusals refusals = new Refusals(new SimpleMeterRegistry(), clock);
    private final Server server;

    HttpDoor(HttpSettings settings) {
        Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        AtomicLong ids = new AtomicLong();
        EventRule events = new EventRule(admission, refusals, () -> Long.toString(ids.incrementAndGet()));
        Context context =
                new Context(settings, admission, events, new CheckRule(admission), refusals, ledger, outlet, clock);
        server = new IngestRoutes(context)
                .addTo(Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .build();
        server.start().join();
    }

    int port() {
        return server.activeLocalPort();
    }

    /** Sends the bytes as they are and returns the answer, or what came of it in five seconds. */
    String raw(byte[]... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(5_000);
            try {
                for (byte[] part : parts) {
                    socket.getOutputStream().write(part);
                }
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The server may answer and close before it has read all: what it said still counts.
            }
            return answer(socket.getInputStream());
        }
    }

    private static String answer(InputStream in) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] chunk = new byte[8_192];
        try {
            int read;
            while (!isWhole(answer.toString(StandardCharsets.UTF_8)) && (read = in.read(chunk)) >= 0) {
                answer.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // Reset or time over: what came so far is the answer.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String answer) {
        Matcher length = LENGTH.matcher(answer);
        return answer.contains("\r\n\r\n")
                && length.find()
                && bodyOf(answer).getBytes(StandardCharsets.UTF_8).length >= Integer.parseInt(length.group(1));
    }

    /** Posts a JSON body. @param headers {@code Name: value} */
    String post(String path, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return raw(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), body);
    }

    static int statusOf(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
    }

    static String bodyOf(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        return end < 0 ? "" : answer.substring(end + 4);
    }

    @Override
    public void close() {
        // Not awaited: the server's quiet period of two seconds is not what is tested here.
        server.stop();
        Books.requireBalance(ledger, refusals);
    }
}
