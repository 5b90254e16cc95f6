package io.tidemark.alerting.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /healthz} and {@code /metrics}, and nothing else. */
final class HealthServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;

    private HealthServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static HealthServer start(String host, int port, BooleanSupplier healthy, Supplier<String> metrics)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
        ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "alerting-health");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/healthz", exchange -> {
            boolean well = healthy.getAsBoolean();
            answer(exchange, "/healthz", well ? 200 : 503, "text/plain; charset=utf-8", well ? "ok\n" : "not well\n");
        });
        server.createContext(
                "/metrics",
                exchange ->
                        answer(exchange, "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        server.start();
        return new HealthServer(server, threads);
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals(path);
        boolean reads = exchange.getRequestMethod().equals("GET");
        byte[] body = (known && reads ? text : "expected GET " + path + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", known && reads ? type : "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(known ? reads ? status : 405 : 404, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
