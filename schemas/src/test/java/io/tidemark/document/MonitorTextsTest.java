package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that cannot be rendered are refused with the document, by line and column. */
class MonitorTextsTest {

    @Test
    void aMessageThatCannotBeRenderedIsRefusedByLineAndColumn() {
        assertThat(parse("@a@b.c\\n{{#is_alert}}{{valeu}}{{/is_alert}}")
                        .fold(a -> List.of(), Parsed.Refused::faults)
                        .toString())
                .contains("message is a template with a fault at line 2, column 14")
                .contains("Did you mean \"value\"? [unknown-name]");
        assertThat(parse("{{#is_alert}}x")
                        .fold(a -> List.of(), Parsed.Refused::faults)
                        .toString())
                .contains("unclosed-block");
        assertThat(parse("{{> other}}")
                        .fold(a -> List.of(), Parsed.Refused::faults)
                        .toString())
                .contains("not-in-messages");
    }

    @Test
    void aTagThatTheGroupsLackIsAWarning() {
        List<Fault> warnings =
                parse("{{env.name}} {{host.name}}").fold(Parsed.Accepted::warnings, refused -> List.of());
        assertThat(warnings).singleElement().satisfies(fault -> {
            assertThat(fault.reason()).isEqualTo("unknown-tag");
            assertThat(fault.hint()).contains("Line 1, column 1").contains("they have host");
        });
    }

    private static Parsed parse(String message) {
        String json =
                "{\"name\": \"CPU\", \"type\": \"query alert\", \"query\": \"avg(last_5m):avg:cpu{*} by {host} > 90\","
                        + " \"message\": \"" + message + "\", \"options\": {\"thresholds\": {\"critical\": 90}}}";
        return Documents.parse(DocumentKind.MONITOR, "cpu", json.getBytes(StandardCharsets.UTF_8));
    }
}
