package io.tidemark.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.AlertState;
import io.tidemark.message.Template;
import io.tidemark.message.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTemplatesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{value}}                                             | 93.457
                    {{value}} {{comparator}} {{threshold}}                | 93.457 > 90
                    {{warn_threshold}}                                    | 75
                    {{ok_threshold}}-                                     | -
                    {{host.name}} in {{env.name}}                         | web-01 in prod
                    {{[tag.with.dot].name}}                               | x
                    {{host.ip}}{{nosuch.name}}-                           | -
                    {{first_triggered_at}}                                | 2026-11-22 15:33:27 +01:00
                    {{last_triggered_at_epoch}}                           | 1795358607000
                    {{triggered_duration_sec}}                            | 600
                    {{local_time 'last_triggered_at' 'Asia/Tokyo'}}       | 2026-11-22 23:43:27+09:00
                    {{eval "value-threshold"}}                            | 3.457
                    {{eval "int(last_triggered_at_epoch / 1000) % 1000"}} | 607
                    {{eval "(1 + 2) * -3 / 4"}}                           | -2.25
                    {{eval "ok_threshold * 2"}}                           | NaN
                    {{eval "1/0"}}                                        | NaN
                    {{{value}}}                                           | 93.457
                    a{{! nobody sees this, it's a comment }}b             | ab
                    """)
    void aVariableReadsAsItsFact(String template, String expected) {
        assertThat(Template.check(template)).isEmpty();
        assertThat(Sample.message(template).body()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "OK,      ALERT,   is_alert",
        "OK,      WARN,    is_warning",
        "ALERT,   OK,      is_recovery is_alert_recovery",
        "WARN,    OK,      is_recovery is_warning_recovery",
        "NO_DATA, OK,      is_recovery is_no_data_recovery",
        "ALERT,   WARN,    is_warning is_alert_to_warning",
        "OK,      NO_DATA, is_no_data",
    })
    void eachStateOpensItsBlocksAndNoOther(AlertState from, AlertState to, String expected) {
        StringBuilder template = new StringBuilder();
        for (String block : Vocabulary.STATES) {
            template.append("{{#")
                    .append(block)
                    .append("}}")
                    .append(block)
                    .append(" {{/")
                    .append(block)
                    .append("}}");
        }
        assertThat(Sample.message(template.toString())
                        .becoming(from, to)
                        .body()
                        .strip()
                        .split(" "))
                .containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void aNegatedBlockAndAnElseAreTheOtherCase() {
        String template = "{{^is_alert}}calm{{/is_alert}}{{#is_alert}}loud{{else}}quiet{{/is_alert}}";
        assertThat(Sample.message(template).body()).isEqualTo("loud");
        assertThat(Sample.message(template)
                        .becoming(AlertState.ALERT, AlertState.OK)
                        .body())
                .isEqualTo("calmquiet");
    }

    @Test
    void aRenotificationUsesTheEscalationMessage() {
        Sample sample = Sample.message("first").renotified("{{#is_renotify}}again{{/is_renotify}}");
        assertThat(sample.body()).isEqualTo("again");
        assertThat(sample.subject()).startsWith("[Re-Triggered on {");
    }

    @Test
    void matchesLookAtPartOfAValueAndExactMatchesAtTheWhole() {
        assertThat(Sample.message("{{#is_match \"host.name\" \"db\" \"web\"}}yes{{else}}no{{/is_match}}")
                        .body())
                .isEqualTo("yes");
        assertThat(Sample.message("{{#is_match host.name \"web\"}}yes{{else}}no{{/is_match}}")
                        .body())
                .isEqualTo("yes");
        assertThat(Sample.message("{{#is_exact_match \"host.name\" \"web\"}}yes{{else}}no{{/is_exact_match}}")
                        .body())
                .isEqualTo("no");
        assertThat(Sample.message("{{^is_match \"host.name\" \"db\"}}not db{{/is_match}}")
                        .body())
                .isEqualTo("not db");
        assertThat(Sample.message("{{#is_exact_match \"rack.name\" \"\"}}no rack{{/is_exact_match}}")
                        .body())
                .isEqualTo("no rack");
    }

    @Test
    void prioritiesAreMatchedAndOverridden() {
        assertThat(Sample.message("{{#is_priority 'P1'}}urgent{{else}}later{{/is_priority}}")
                        .priority(1)
                        .body())
                .isEqualTo("urgent");
        assertThat(Sample.message("x{{override_priority 'P1'}}").priority(4).subject())
                .startsWith("[P1] ");
    }

    @Test
    void theSubjectSaysStateGroupAndName() {
        assertThat(Sample.message("x")
                        .tags("host:web-01")
                        .priority(2)
                        .named("CPU of {{host.name}}\nis high")
                        .subject())
                .isEqualTo("[P2] [Triggered on {host:web-01}] CPU of web-01 is high");
    }

    @Test
    void blocksOnLinesOfTheirOwnLeaveNoEmptyLines() {
        assertThat(Sample.message("a\n{{#is_alert}}\nb\n{{/is_alert}}\nc").body())
                .isEqualTo("a\nb\nc");
    }

    /** What other engines would run stays text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "${T(java.lang.Runtime).getRuntime()}",
                "#set($x=1)",
                "<#assign x=1>",
                "#{7*7} %{7*7} <%= 7*7 %> [[${7*7}]]"
            })
    void theSyntaxOfOtherEnginesIsPlainText(String template) {
        assertThat(Template.check(template)).isEmpty();
        assertThat(Sample.message(template).body()).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{constructor}}",
                "{{value.class}}",
                "{{#each this}}x{{/each}}",
                "{{#with value}}{{class.name}}{{/with}}",
                "{{lookup this 'x'}}",
                "{{> other}}"
            })
    void whatIsNoNameOfOursIsRefusedAtSaveAndNeverRunLater(String template) {
        assertThat(Template.check(template)).isNotEmpty();
        assertThat(Sample.message(template).body())
                .startsWith("avg of the last 5 minutes was 93.46 > 90")
                .contains("line 1, column 1")
                .endsWith(template);
    }

    @Test
    void aBrokenTemplateStillTellsEverybodyItNames() {
        String body =
                Sample.message("{{#is_alert}}@ops@example.org{{/is_warning}}").body();
        assertThat(Handles.in(body).known()).containsExactly(new Handles.Handle("email", "ops@example.org"));
    }

    @Test
    void aTagsValueCannotAddARecipient() {
        String body = Sample.message("Host {{host.name}} down @ops@example.org")
                .tags("host:x @evil@example.net")
                .body();
        assertThat(Handles.in(body).known()).containsExactly(new Handles.Handle("email", "ops@example.org"));
        assertThat(Handles.in(Sample.message("@webhook-{{env.name}}").body()).known())
                .containsExactly(new Handles.Handle("webhook", "prod"));
    }

    @Test
    void theWorstTemplateOfFullSizeIsRenderedInTimeAndCut() {
        String worst = "{{host.name}}{{#is_match 'env.name' 'p'}}{{eval '((value))'}}{{/is_match}}".repeat(1_350);
        assertThat(worst.getBytes(StandardCharsets.UTF_8).length).isBetween(90_000, Template.BYTES_MAX);
        MessageTemplates templates = new MessageTemplates();
        MessageContext context = Sample.message(worst)
                .tags("host:" + "é".repeat(200), "env:prod")
                .context();
        templates.render(context); // reads and keeps the template
        long start = System.nanoTime();
        String body = templates.render(context).body();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
        assertThat(body.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Template.BYTES_MAX);
        assertThat(body).endsWith("(cut at 100 KiB)").doesNotContain("\uFFFD");
    }

    @Test
    void anEmptyMessageTellsTheReason() {
        assertThat(Sample.message("{{#is_warning}}never{{/is_warning}}").body())
                .isEqualTo("avg of the last 5 minutes was 93.46 > 90");
    }

    @Test
    void handlesAreReadInTheirOrderEachOnce() {
        Handles handles =
                Handles.in("@ops@example.org, mail root@localhost; @webhook-chat. (@Ops+x@mail.example.org) @all "
                        + "@ops@example.org @slack-team");
        assertThat(handles.known())
                .containsExactly(
                        new Handles.Handle("email", "ops@example.org"),
                        new Handles.Handle("webhook", "chat"),
                        new Handles.Handle("email", "Ops+x@mail.example.org"));
        assertThat(handles.unknown()).isEqualTo(List.of("@all", "@slack-team"));
    }
}
