package io.tidemark.ingest.statsd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where DogStatsD listens, and what it keeps.
 *
 * @param host address to bind
 * @param port UDP port; 0 lets the system choose
 * @param socket Unix datagram socket to listen on as well
 * @param streamSocket Unix stream socket to listen on as well
 * @param pointsMaxAge how old a point with {@code |T} may be; empty: any age
 * @param keepClientTelemetry false leaves out the clients' own {@code datadog.dogstatsd.client.*}
 * @param tags added to everything that arrives here
 * @param receiveBufferBytes what the kernel is asked to keep for us between two reads
 */
public record StatsdSettings(
        String host,
        int port,
        Optional<Path> socket,
        Optional<Path> streamSocket,
        Optional<Duration> pointsMaxAge,
        boolean keepClientTelemetry,
        List<String> tags,
        int receiveBufferBytes) {

    public static final StatsdSettings DEFAULTS = new StatsdSettings(
            "127.0.0.1",
            8125,
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofHours(1)),
            true,
            List.of(),
            4 * 1024 * 1024);

    public StatsdSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(socket, "socket");
        Objects.requireNonNull(streamSocket, "streamSocket");
        Objects.requireNonNull(pointsMaxAge, "pointsMaxAge");
        tags = List.copyOf(tags);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("dogstatsd port is " + port + " (expected 0 to 65535)");
        }
        if (receiveBufferBytes < 8_192) {
            throw new IllegalArgumentException(
                    "dogstatsd receive buffer is " + receiveBufferBytes + " bytes (expected at least 8192)");
        }
    }

    public StatsdSettings withPort(int newPort) {
        return copy(host, newPort, socket, streamSocket, keepClientTelemetry, tags);
    }

    public StatsdSettings withHost(String newHost) {
        return copy(newHost, port, socket, streamSocket, keepClientTelemetry, tags);
    }

    public StatsdSettings withSocket(Path path) {
        return copy(host, port, Optional.of(path), streamSocket, keepClientTelemetry, tags);
    }

    public StatsdSettings withStreamSocket(Path path) {
        return copy(host, port, socket, Optional.of(path), keepClientTelemetry, tags);
    }

    public StatsdSettings withClientTelemetry(boolean keep) {
        return copy(host, port, socket, streamSocket, keep, tags);
    }

    /** @param newTags added to everything that arrives here; a sender's own tag of the same key goes first */
    public StatsdSettings withTags(List<String> newTags) {
        return copy(host, port, socket, streamSocket, keepClientTelemetry, newTags);
    }

    public StatsdSettings withReceiveBufferBytes(int bytes) {
        return new StatsdSettings(host, port, socket, streamSocket, pointsMaxAge, keepClientTelemetry, tags, bytes);
    }

    private StatsdSettings copy(
            String newHost,
            int newPort,
            Optional<Path> newSocket,
            Optional<Path> newStreamSocket,
            boolean newKeepClientTelemetry,
            List<String> newTags) {
        return new StatsdSettings(
                newHost,
                newPort,
                newSocket,
                newStreamSocket,
                pointsMaxAge,
                newKeepClientTelemetry,
                newTags,
                receiveBufferBytes);
    }
}
