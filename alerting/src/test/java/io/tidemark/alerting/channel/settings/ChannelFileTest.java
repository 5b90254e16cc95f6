package io.tidemark.alerting.channel.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.alerting.template.Handles.Handle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The channels' file. */
class ChannelFileTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("CHAT_URL", "https://hooks.example.org/T0K3N");

    @Test
    void aGoodFileGivesItsChannelsAndSecretsComeFromTheEnvironment() {
        ChannelSettings settings = read("""
                webhooks:
                  chat: {url: "${env:CHAT_URL}", body: slack}
                  pager:
                    url: https://pager.example.org/hook
                    headers: {Authorization: "Bearer ${env:CHAT_URL}"}
                    body: '{"title": "{{subject}}", "severity": "{{kind}}"}'
                alertmanagers:
                  main: {url: http://127.0.0.1:9093}
                fallback: "@webhook-chat"
                """);
        assertThat(settings.webhooks())
                .extracting(Object::toString)
                .containsExactly("webhook chat at hooks.example.org", "webhook pager at pager.example.org");
        assertThat(settings.webhooks().get(1).headers().get("Authorization").reveal())
                .isEqualTo("Bearer https://hooks.example.org/T0K3N");
        assertThat(settings.alertmanagers()).hasSize(1);
        assertThat(settings.fallback()).contains(new Handle("webhook", "chat"));
        assertThat(settings.channels(Optional.empty(), java.time.Clock.systemUTC())
                        .keySet())
                .containsExactlyInAnyOrder("webhook", "alertmanager");
    }

    @Test
    void anEmptyFileHasNone() {
        assertThat(read("")).isEqualTo(ChannelSettings.NONE);
    }

    @Test
    void allFaultsAreToldTogetherAndNoneTellsASecret() {
        assertThatThrownBy(() -> read("""
                webhooks:
                  chat: {url: "${env:NOT_SET}", bdy: slack}
                  odd: {url: "ftp://secret-token@x"}
                  bad: {url: "https://x.example.org", body: '{"a": {{subject}}}'}
                  who: {url: "https://x.example.org", body: '{"a": "{{subjct}}"}'}
                alertmanagers:
                  "a b": {url: "http://127.0.0.1:9093"}
                fallback: "@webhook-nobody"
                """))
                .hasMessageContaining("webhooks.chat.bdy is not known")
                .hasMessageContaining("webhooks.chat.url names NOT_SET, which is not set")
                .hasMessageContaining("webhooks.odd: webhook odd has no usable address")
                .hasMessageContaining("webhooks.bad: the body's template gives no JSON for a sample")
                .hasMessageContaining("webhooks.who: the body's template names \"subjct\"")
                .hasMessageContaining("[bad-alertmanager]")
                .hasMessageContaining("[bad-fallback]")
                .message()
                .doesNotContain("secret-token");
    }

    @Test
    void aSecretInClearWorksAndIsWarnedOfWithoutBeingTold() {
        List<String> warnings = new ArrayList<>();
        ChannelSettings settings =
                ChannelFile.read("""
                webhooks:
                  pager:
                    url: https://pager.example.org/hook
                    headers: {Authorization: "Bearer s3cr3t", X-Api-Token: "${env:CHAT_URL}", Accept: text/plain}
                """, name -> Optional.ofNullable(ENVIRONMENT.get(name)), warnings::add);

        assertThat(settings.webhooks().get(0).headers().get("Authorization").reveal())
                .isEqualTo("Bearer s3cr3t");
        assertThat(settings.webhooks().get(0).toString()).doesNotContain("s3cr3t");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("webhooks.pager.headers.Authorization is written in clear")
                .doesNotContain("s3cr3t");
    }

    @Test
    void whatIsNoYamlIsToldByLine() {
        assertThatThrownBy(() -> read("webhooks: {a: ["))
                .hasMessageContaining("line 1")
                .hasMessageContaining("[bad-channels]");
        assertThatThrownBy(() -> read("- a")).hasMessageContaining("[bad-channels]");
        assertThatThrownBy(() -> read("webhooks: {}\nwebhooks: {}")).hasMessageContaining("[bad-channels]");
    }

    private static ChannelSettings read(String text) {
        return ChannelFile.read(text, name -> Optional.ofNullable(ENVIRONMENT.get(name)), warning -> {});
    }
}
