package io.tidemark.ingest.agent;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** How the agent is, on the loopback address: {@code /status} (JSON), {@code /healthz}, {@code /metrics}. Secrets are hidden. */
final class StatusServer implements Supervisor.Part {

    private static final int CONNECTIONS_MAX = 32;

    private final Server server;

    private StatusServer(Server server) {
        this.server = server;
    }

    static StatusServer start(int port, Supplier<StatusDocument> status, Supplier<String> metrics) {
        Server server = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", port))
                .maxNumConnections(CONNECTIONS_MAX)
                .service(
                        "/status",
                        (ctx, request) -> HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.JSON_UTF_8,
                                status.get().json()))
                .service("/healthz", (ctx, request) -> {
                    StatusDocument now = status.get();
                    return HttpResponse.of(
                            now.isHealthy() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                            MediaType.JSON_UTF_8,
                            now.json());
                })
                .service(
                        "/metrics",
                        (ctx, request) -> HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                                metrics.get()))
                .build();
        server.start().join();
        return new StatusServer(server);
    }

    int port() {
        return server.activeLocalPort();
    }

    @Override
    public boolean isAlive() {
        return server.activePort() != null;
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
