package io.tidemark.ingest;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One protocol's routes on a free port of the loopback address, with a recorder where Kafka would be. Its books are closed with it. */
public final class ProtocolDoor implements AutoCloseable {

    /** The instant at which the door's clock stands. */
    public static final long NOW_MILLIS = 1_767_225_603_000L;

    public final ManualClock clock = new ManualClock("2026-01-01T00:00:03Z");
    public final RecordingOutlet outlet = new RecordingOutlet();
    public final Ledger ledger = new Ledger();
    public final Refusals refusals = new Refusals(new SimpleMeterRegistry(), clock);
    public final Context context;
    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    public ProtocolDoor(HttpSettings settings, BiConsumer<ProtocolDoor, ServerBuilder> routes) {
        Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        EventRule events = new EventRule(admission, refusals, () -> "1");
        context = new Context(
                settings, admission, events, new CheckRule(admission), refusals, new Ledger(), outlet, clock);
        ServerBuilder builder = Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        routes.accept(this, builder);
        server = builder.build();
        server.start().join();
    }

    public int port() {
        return server.activeLocalPort();
    }

    /** @param headers names and values in turn */
    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** What came of it: counts by reason, then points, one a line. */
    public String outcome() {
        List<String> seen = new ArrayList<>(BadInput.counts(refusals));
        outlet.points().forEach(point -> seen.add("point " + point));
        return seen.isEmpty() ? "" : String.join("\n", seen) + "\n";
    }

    @Override
    public void close() {
        // Not awaited: the server's quiet period of two seconds is not what is tested here.
        server.stop();
        Books.requireBalance(ledger, refusals);
    }
}
