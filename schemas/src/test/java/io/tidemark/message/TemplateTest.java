package io.tidemark.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{#is_alert}}x                     | 1:1  | unclosed-block
                    ab{{valeu}}                        | 1:3  | unknown-name
                    {{#is_alrt}}x{{/is_alrt}}          | 1:1  | unknown-block
                    {{/is_alert}}                      | 1:1  | close-without-open
                    {{#is_alert}}x{{/is_warning}}      | 1:15 | wrong-close
                    {{else}}                           | 1:1  | else-outside
                    x {{value                          | 1:3  | unclosed-tag
                    {{}}                               | 1:1  | empty-tag
                    {{> partial}}                      | 1:1  | not-in-messages
                    {{#> part}}x{{/part}}              | 1:1  | unknown-block
                    {{{{raw}}}}x{{{{/raw}}}}           | 1:1  | not-in-messages
                    {{#is_match "host.name"}}{{/is_match}} | 1:1 | too-few-arguments
                    {{#is_alert now}}{{/is_alert}}     | 1:1  | too-many-arguments
                    {{#is_priority 'P9'}}{{/is_priority}} | 1:1 | bad-priority
                    {{local_time 'value' 'UTC'}}       | 1:1  | bad-local-time
                    {{local_time 'last_triggered_at' 'Mars/Olympus'}} | 1:1 | unknown-zone
                    {{eval "value +"}}                 | 1:1  | bad-arithmetic
                    {{eval "system(1)"}}               | 1:1  | bad-arithmetic
                    {{upper value}}                    | 1:1  | unknown-function
                    """)
    void aFaultIsToldByLineColumnAndReason(String template, String place, String reason) {
        assertThat(Template.check(template))
                .first()
                .satisfies(fault -> assertThat(fault.line() + ":" + fault.column() + " " + fault.reason())
                        .isEqualTo(place + " " + reason));
    }

    @Test
    void linesAreCountedFromOneAndAllFaultsAreTold() {
        assertThat(Template.check("fine {{value}}\n\n  {{thresold}}\n{{#is_alert}}"))
                .extracting(TemplateFault::line, TemplateFault::column, TemplateFault::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3, 3, "unknown-name"),
                        org.assertj.core.groups.Tuple.tuple(4, 1, "unclosed-block"));
    }

    @Test
    void theNearestNameIsSuggested() {
        assertThat(Template.check("{{thresold}}")).first().asString().contains("Did you mean \"threshold\"?");
        assertThat(Template.check("{{#is_recovrey}}{{/is_recovrey}}"))
                .first()
                .asString()
                .contains("Did you mean \"is_recovery\"?");
    }

    @Test
    void aTagThatTheGroupsDoNotHaveIsRefusedWhereTheyAreKnown() {
        assertThat(Template.check("{{hots.name}}")).isEmpty();
        assertThat(Template.check("{{hots.name}}", Set.of("host", "env")))
                .first()
                .asString()
                .contains("they have env, host")
                .contains("Did you mean \"host\"?");
        assertThat(Template.check("{{host.name}}", Set.of("host"))).isEmpty();
    }

    @Test
    void tooLongAndTooDeepAreRefused() {
        assertThat(Template.check("é".repeat(60_000)))
                .first()
                .extracting(TemplateFault::reason)
                .isEqualTo("template-too-long");
        assertThat(Template.check("{{#is_alert}}".repeat(40) + "{{/is_alert}}".repeat(40)))
                .extracting(TemplateFault::reason)
                .containsExactly("too-deep");
        assertThat(Template.check("{{eval \"" + "(".repeat(400) + "\"}}"))
                .first()
                .asString()
                .contains("nested more than 50 deep");
    }

    @Test
    void aHundredThousandFaultsAreToldAsFiftyAndQuickly() {
        assertThat(Template.check("{{x}}".repeat(20_000))).hasSize(Template.FAULTS_MAX);
    }
}
