package io.tidemark.ingest.otlp;

import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers on OTLP's own ports. */
public final class OtlpServers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpServers.class);

    private final Optional<Server> grpc;
    private final Optional<Server> http;

    private OtlpServers(Optional<Server> grpc, Optional<Server> http) {
        this.grpc = grpc;
        this.http = http;
    }

    /** @param serverOn makes the server of a port */
    public static OtlpServers start(OtlpSettings settings, IntFunction<Server> serverOn) {
        Optional<Server> grpc = listen(settings.grpcPort(), "--otlp-grpc-port", settings, serverOn);
        try {
            return new OtlpServers(grpc, listen(settings.httpPort(), "--otlp-http-port", settings, serverOn));
        } catch (RuntimeException e) {
            grpc.ifPresent(server -> server.stop().join());
            throw e;
        }
    }

    /** -1 where the port is taken. */
    public int grpcPort() {
        return grpc.map(Server::activeLocalPort).orElse(-1);
    }

    /** -1 where the port is taken. */
    public int httpPort() {
        return http.map(Server::activeLocalPort).orElse(-1);
    }

    private static Optional<Server> listen(
            int port, String option, OtlpSettings settings, IntFunction<Server> serverOn) {
        Server server = serverOn.apply(port);
        try {
            server.start().join();
            return Optional.of(server);
        } catch (CompletionException e) {
            String taken =
                    "port " + port + " for OTLP is taken by another process (expected a free one). Choose another"
                            + " with " + option + ". [port-taken]";
            if (settings.required() || !(e.getCause() instanceof IOException)) {
                throw new IllegalStateException(taken, e);
            }
            LOG.warn("OTLP is taken on the HTTP port only: {}", taken);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        grpc.ifPresent(server -> server.stop().join());
        http.ifPresent(server -> server.stop().join());
    }
}
