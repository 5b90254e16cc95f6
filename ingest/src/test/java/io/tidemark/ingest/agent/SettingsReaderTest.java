package io.tidemark.ingest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {

    private static final Overrides NONE = Overrides.of("broker:9092");

    @Test
    void withoutAnythingEverythingIsOnAtItsDefault() {
        AgentSettings settings = read(Map.of(), Map.of(), NONE);

        assertThat(settings.collector().enabled()).isTrue();
        assertThat(settings.collector().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.statsd().orElseThrow().port()).isEqualTo(8125);
        assertThat(settings.statsd().orElseThrow().host()).isEqualTo("127.0.0.1");
        assertThat(settings.forwarder().orElseThrow().bootstrapServers()).isEqualTo("broker:9092");
        assertThat(settings.statusPort()).hasValue(5001);
        assertThat(settings.runPath()).isEmpty();
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() {
        Map<String, Object> file = Map.of(
                "hostname",
                "file",
                "dogstatsd_port",
                1,
                "cmd_port",
                1,
                "run_path",
                "/file",
                "forwarder",
                Map.of("bootstrap_servers", "file:1", "kafka", Map.of("security.protocol", "SSL")));
        Map<String, String> environment = Map.of("DD_HOSTNAME", "dd", "DD_DOGSTATSD_PORT", "2");
        Overrides said = new Overrides(
                Optional.of("line:1"),
                Optional.empty(),
                List.of("from:line"),
                Optional.of(Duration.ofSeconds(3)),
                OptionalInt.empty(),
                OptionalInt.of(3),
                Optional.of(Path.of("/line")),
                new Overrides.Defaults("default:1", Topics.PREFIX, Optional.empty(), Map.of()));

        AgentSettings settings = read(file, environment, said);

        assertThat(settings.collector().host()).isEqualTo("dd");
        assertThat(settings.statsd().orElseThrow().port()).isEqualTo(2);
        assertThat(settings.statusPort()).hasValue(3);
        assertThat(settings.runPath()).hasValue(Path.of("/line"));
        assertThat(settings.collector().interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.forwarder().orElseThrow().bootstrapServers()).isEqualTo("line:1");
        assertThat(settings.forwarder().orElseThrow().client()).containsEntry("security.protocol", "SSL");
        assertThat(read(Map.of("hostname", "file"), Map.of("DD_HOSTNAME", "dd", "TIDEMARK_HOSTNAME", "own"), NONE)
                        .collector()
                        .host())
                .isEqualTo("own");
    }

    @Test
    void tagsOfAllThreeAreAddedUpAndReachDogStatsDWithTheHost() {
        AgentSettings settings = read(
                Map.of("tags", List.of("env:prod"), "dogstatsd_tags", List.of("via:udp"), "hostname", "box"),
                Map.of("DD_TAGS", "team:shop region:north,tier:1"),
                NONE);

        assertThat(settings.collector().tags()).containsExactly("team:shop", "region:north", "tier:1", "env:prod");
        assertThat(settings.statsd().orElseThrow().tags())
                .containsExactly("via:udp", "host:box", "team:shop", "region:north", "tier:1", "env:prod");
    }

    @Test
    void keysWithoutEffectAreNamed() {
        assertThat(SettingsReader.unused(Map.of(
                        "log_level", "debug", "hostname", "a", "forwarder", Map.of("enabled", true, "bootstrap", 1))))
                .containsExactly("forwarder.bootstrap", "log_level");
    }

    @Test
    void aWrongValueSaysWhatWasExpected() {
        assertThatThrownBy(() -> read(Map.of("dogstatsd_port", 70_000), Map.of(), NONE))
                .hasMessageContaining("dogstatsd_port is \"70000\"")
                .hasMessageContaining("65535");
        assertThatThrownBy(() -> read(Map.of("use_dogstatsd", "maybe"), Map.of(), NONE))
                .hasMessageContaining("[bad-flag]");
        assertThatThrownBy(() -> read(Map.of("forwarder", "on"), Map.of(), NONE))
                .hasMessageContaining("[bad-shape]");
    }

    private static AgentSettings read(Map<String, Object> file, Map<String, String> environment, Overrides overrides) {
        return new SettingsReader(environment::get, overrides).read(file);
    }
}
