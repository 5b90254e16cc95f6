package io.tidemark.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.access.SignIn;
import io.tidemark.console.history.HistorySettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsoleSettingsTest {

    private final ConsoleSettings settings =
            ConsoleSettings.of("127.0.0.1:9092", HistorySettings.in(Path.of("history")));

    @Test
    void listeningBeyondThisMachineWithoutASignInIsRefused() {
        assertThatThrownBy(() -> settings.listeningOn("0.0.0.0", Set.of(), Optional.empty()))
                .hasMessageContaining("[listen-without-sign-in]")
                .hasMessageContaining("console.password");
    }

    @Test
    void listeningBeyondThisMachineWithASignInIsAllowed() {
        ConsoleSettings open = settings.listeningOn(
                "0.0.0.0", Set.of("Tidemark.Example.ORG"), Optional.of(new SignIn("ops", "correct horse battery")));

        assertThat(open.allHostNames()).contains("tidemark.example.org", "localhost", "127.0.0.1");
        assertThat(open.toString()).doesNotContain("horse");
    }

    @Test
    void aShortPasswordIsRefused() {
        assertThatThrownBy(() -> new SignIn("ops", "secret")).hasMessageContaining("[short-password]");
    }
}
