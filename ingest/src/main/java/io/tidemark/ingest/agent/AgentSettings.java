package io.tidemark.ingest.agent;

import io.tidemark.ingest.backlog.BacklogLimits;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The agent's own settings.
 *
 * @param collector host name and tags too, whether or not it is enabled
 * @param statsd empty: no DogStatsD
 * @param forwarder empty: nothing is sent, it waits in the queue
 * @param runPath where the queue is kept; empty: in memory. Read at the start only
 * @param limits of the queue
 * @param statusPort on 127.0.0.1; 0 lets the system choose; empty: no status
 */
record AgentSettings(
        CollectorSettings collector,
        Optional<StatsdSettings> statsd,
        Optional<Kafka> forwarder,
        Optional<Path> runPath,
        BacklogLimits limits,
        OptionalInt statusPort) {

    /** @param client settings of Kafka clients: security and the like */
    record Kafka(String bootstrapServers, String prefix, Optional<URI> schemaRegistry, Map<String, String> client) {

        Kafka {
            client = Map.copyOf(client);
            if (bootstrapServers.isBlank()) {
                throw new IllegalArgumentException(
                        "forwarder.bootstrap_servers is blank (expected host:port,…) [bad-setting]");
            }
        }
    }
}
