package io.tidemark.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where an embedded broker keeps its data and where it listens.
 *
 * @param folder where its data are kept; made if missing
 * @param port port of the client listener on 127.0.0.1; 0 takes the one used last in this folder, or any free one
 * @param overrides broker settings that replace ours, by their Kafka names
 */
public record BrokerSettings(Path folder, int port, Map<String, String> overrides) {

    public BrokerSettings {
        Objects.requireNonNull(folder, "folder");
        folder = folder.toAbsolutePath().normalize();
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("broker port is " + port + " (expected 0 to 65535) [bad-port]");
        }
        overrides = Map.copyOf(overrides);
    }

    /** A broker with its data in this folder and a port of its own choice. */
    public static BrokerSettings in(Path folder) {
        return new BrokerSettings(folder, 0, Map.of());
    }

    public BrokerSettings withPort(int newPort) {
        return new BrokerSettings(folder, newPort, overrides);
    }

    /** The same with one of Kafka's own broker settings changed. */
    public BrokerSettings with(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(overrides);
        changed.put(key, value);
        return new BrokerSettings(folder, port, changed);
    }
}
