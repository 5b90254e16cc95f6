package io.tidemark.ingest.agent;

import io.tidemark.ingest.app.IngestSettings;
import io.tidemark.ingest.backlog.BacklogLimits;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.collector.CheckPlan;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** From the main file, the environment and the command line to settings; keys are Datadog's where it has one for the thing. */
final class SettingsReader {

    static final int STATUS_PORT = 5001;

    private static final Set<String> KEYS = Set.of(
            "hostname",
            "tags",
            "min_collection_interval",
            "collector",
            "use_dogstatsd",
            "dogstatsd_port",
            "dogstatsd_socket",
            "dogstatsd_stream_socket",
            "dogstatsd_tags",
            "dogstatsd_non_local_traffic",
            "bind_host",
            "forwarder",
            "run_path",
            "forwarder_storage_max_size_in_bytes",
            "forwarder_storage_min_free_bytes",
            "forwarder_memory_max_size_in_bytes",
            "cmd_port");

    private static final Set<String> FORWARDER_KEYS =
            Set.of("enabled", "bootstrap_servers", "prefix", "schema_registry", "kafka");

    private final Function<String, String> environment;
    private final Overrides overrides;

    SettingsReader(Function<String, String> environment, Overrides overrides) {
        this.environment = environment;
        this.overrides = overrides;
    }

    /** Keys of the file that have no effect, for people. */
    static List<String> unused(Map<String, Object> file) {
        Set<String> unused = new TreeSet<>(file.keySet());
        unused.removeAll(KEYS);
        if (file.get("forwarder") instanceof Map<?, ?> forwarder) {
            forwarder.keySet().stream()
                    .map(Object::toString)
                    .filter(key -> !FORWARDER_KEYS.contains(key))
                    .forEach(key -> unused.add("forwarder." + key));
        }
        return List.copyOf(unused);
    }

    /** @throws IllegalArgumentException where a value is wrong */
    AgentSettings read(Map<String, Object> map) {
        CheckSettings file = CheckSettings.of(map);
        CollectorSettings collector = collector(file);
        return new AgentSettings(
                collector,
                file.flag("use_dogstatsd", true) ? Optional.of(statsd(file, collector)) : Optional.empty(),
                forwarder(file),
                overrides.runPath().or(() -> said("run_path", "RUN_PATH", file).map(Path::of)),
                limits(file),
                statusPort(file));
    }

    private CollectorSettings collector(CheckSettings file) {
        String host =
                overrides.host().or(() -> said("hostname", "HOSTNAME", file)).orElseGet(IngestSettings::hostName);
        List<String> tags = new ArrayList<>(overrides.tags());
        tags.addAll(split(variable("TAGS").orElse("")));
        file.texts("tags").forEach(tag -> tags.addAll(split(tag)));
        Duration interval = overrides
                .interval()
                .orElseGet(() ->
                        seconds(file.number("min_collection_interval", CheckPlan.INTERVAL.toSeconds(), 1, 86_400)));
        boolean enabled = section(file, "collector").flag("enabled", true);
        return new CollectorSettings(enabled, interval, host, tags);
    }

    private StatsdSettings statsd(CheckSettings file, CollectorSettings host) {
        List<String> tags = new ArrayList<>(file.texts("dogstatsd_tags"));
        tags.add("host:" + host.host());
        tags.addAll(host.tags());
        boolean everywhere = file.flag("dogstatsd_non_local_traffic", false);
        StatsdSettings base = StatsdSettings.DEFAULTS
                .withHost(everywhere ? "0.0.0.0" : file.text("bind_host", "127.0.0.1"))
                .withPort(overrides.statsdPort().orElseGet(() -> port(file, "dogstatsd_port", "DOGSTATSD_PORT", 8125)))
                .withTags(tags);
        StatsdSettings datagrams = said("dogstatsd_socket", "DOGSTATSD_SOCKET", file)
                .map(path -> base.withSocket(Path.of(path)))
                .orElse(base);
        return said("dogstatsd_stream_socket", "DOGSTATSD_STREAM_SOCKET", file)
                .map(path -> datagrams.withStreamSocket(Path.of(path)))
                .orElse(datagrams);
    }

    private Optional<AgentSettings.Kafka> forwarder(CheckSettings file) {
        CheckSettings section = section(file, "forwarder");
        if (!section.flag("enabled", true)) {
            return Optional.empty();
        }
        Overrides.Defaults defaults = overrides.kafkaDefaults();
        Map<String, String> client = new HashMap<>(defaults.client());
        section.map("kafka").forEach((key, value) -> client.put(key.toString(), value.toString()));
        return Optional.of(new AgentSettings.Kafka(
                overrides
                        .bootstrapServers()
                        .orElseGet(() -> section.text("bootstrap_servers", defaults.bootstrapServers())),
                section.text("prefix", defaults.prefix()),
                section.value("schema_registry")
                        .map(url -> URI.create(url.toString()))
                        .or(defaults::schemaRegistry),
                client));
    }

    private static BacklogLimits limits(CheckSettings file) {
        BacklogLimits defaults = BacklogLimits.DEFAULTS;
        long disk = (long)
                file.number("forwarder_storage_max_size_in_bytes", defaults.diskBytesMax(), 1 << 20, Long.MAX_VALUE);
        long memory = (long)
                file.number("forwarder_memory_max_size_in_bytes", defaults.memoryBytesMax(), 1 << 20, Long.MAX_VALUE);
        long free =
                (long) file.number("forwarder_storage_min_free_bytes", defaults.diskFreeBytesMin(), 0, Long.MAX_VALUE);
        long segment = Math.min(defaults.segmentBytes(), Math.min(disk, memory));
        return new BacklogLimits(memory, disk, free, (int) segment);
    }

    private OptionalInt statusPort(CheckSettings file) {
        int port = overrides.statusPort().orElseGet(() -> port(file, "cmd_port", "CMD_PORT", STATUS_PORT));
        return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private int port(CheckSettings file, String key, String variable, int otherwise) {
        Map<String, Object> said = new HashMap<>();
        said(key, variable, file).ifPresent(value -> said.put(key, value));
        return CheckSettings.of(said).integer(key, otherwise, -1, 65_535);
    }

    private Optional<String> said(String key, String variable, CheckSettings file) {
        return variable(variable).or(() -> file.value(key).map(Object::toString));
    }

    /** {@code TIDEMARK_NAME}, else Datadog's {@code DD_NAME}. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply("TIDEMARK_" + name))
                .or(() -> Optional.ofNullable(environment.apply("DD_" + name)))
                .filter(value -> !value.isBlank());
    }

    private static CheckSettings section(CheckSettings file, String key) {
        Map<String, Object> section = new HashMap<>();
        file.map(key).forEach((name, value) -> section.put(name.toString(), value));
        return CheckSettings.of(section);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /** Tags as Datadog's variable has them: separated by blanks or commas. */
    private static List<String> split(String tags) {
        return Arrays.stream(tags.trim().split("[\\s,]+"))
                .filter(tag -> !tag.isEmpty())
                .toList();
    }
}
