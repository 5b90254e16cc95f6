package io.tidemark.detectors.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /healthz} and {@code /metrics} on the loopback address. */
final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    /** @param fault what is wrong; empty text while all is well */
    HealthServer(int port, Supplier<String> fault, PrometheusMeterRegistry registry) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " of 127.0.0.1 cannot be opened for health and metrics", e);
        }
        server.createContext("/healthz", exchange -> {
            String wrong = fault.get();
            answer(exchange, wrong.isEmpty() ? 200 : 503, wrong.isEmpty() ? "ok\n" : wrong + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, registry.scrape()));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
