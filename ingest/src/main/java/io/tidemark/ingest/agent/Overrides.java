package io.tidemark.ingest.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says, which goes before the environment and the file; empty where it says nothing.
 *
 * @param kafkaDefaults brokers, prefix and client settings for what neither says
 */
public record Overrides(
        Optional<String> bootstrapServers,
        Optional<String> host,
        List<String> tags,
        Optional<Duration> interval,
        OptionalInt statsdPort,
        OptionalInt statusPort,
        Optional<Path> runPath,
        Defaults kafkaDefaults) {

    /** @param schemaRegistry empty for none */
    public record Defaults(
            String bootstrapServers,
            String prefix,
            Optional<java.net.URI> schemaRegistry,
            Map<String, String> client) {}

    public Overrides {
        tags = List.copyOf(tags);
    }

    /** Nothing but the brokers. */
    public static Overrides of(String bootstrapServers) {
        return new Overrides(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                new Defaults(bootstrapServers, io.tidemark.topics.Topics.PREFIX, Optional.empty(), Map.of()));
    }
}
