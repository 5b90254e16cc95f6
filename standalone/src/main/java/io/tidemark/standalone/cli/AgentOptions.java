package io.tidemark.standalone.cli;

import io.tidemark.ingest.agent.Overrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the agent's folder is, and what goes before it. */
final class AgentOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "DIR",
            defaultValue = "${env:TIDEMARK_AGENT_CONFIG}",
            description = "Folder with tidemark.yaml, conf.d and checks.d. Default: TIDEMARK_AGENT_CONFIG, else none.")
    private Path config;

    @Option(names = "--host", paramLabel = "NAME", description = "This host's name in tags. Default: its own.")
    private String host;

    @Option(names = "--tags", split = ",", paramLabel = "K:V", description = "More tags, with commas between.")
    private List<String> tags = List.of();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "How often a check runs that does not say. Default: 15s")
    private Duration interval;

    Optional<Path> folder() {
        if (config == null || config.toString().isEmpty()) {
            return Optional.empty();
        }
        if (!Files.isDirectory(config)) {
            throw CommandFault.wrongUse("--config is \"" + config + "\" (expected a folder that is there) [no-folder]");
        }
        return Optional.of(config);
    }

    /** Together with what a running agent needs. */
    Overrides overrides(CommandSpec spec, KafkaOptions kafka, Integer statsdPort, Integer statusPort, Path runPath) {
        boolean said = spec.commandLine().getParseResult().hasMatchedOption("--bootstrap-servers");
        return new Overrides(
                said ? Optional.of(kafka.bootstrapServers()) : Optional.empty(),
                Optional.ofNullable(host),
                tags,
                Optional.ofNullable(interval),
                statsdPort == null ? OptionalInt.empty() : OptionalInt.of(statsdPort),
                statusPort == null ? OptionalInt.empty() : OptionalInt.of(statusPort),
                Optional.ofNullable(runPath),
                new Overrides.Defaults(
                        kafka.bootstrapServers(),
                        kafka.prefix(),
                        kafka.schemaRegistry(),
                        ServiceRun.connection(kafka)));
    }

    /** For commands that talk to no Kafka. */
    Overrides overrides() {
        Overrides none = Overrides.of("127.0.0.1:9092");
        return new Overrides(
                Optional.empty(),
                Optional.ofNullable(host),
                tags,
                Optional.ofNullable(interval),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                none.kafkaDefaults());
    }
}
