package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an event monitor counts. */
class EventQueryTest {

    private static final List<String> DEPLOY = List.of("source:deploy", "status:error", "host:web-1", "service:shop");

    @Test
    void everyTermMustHold() {
        assertThat(matches("status:error source:deploy")).isTrue();
        assertThat(matches("status:error source:other")).isFalse();
        assertThat(matches("-status:error")).isFalse();
        assertThat(matches("host:web-* rollback")).isTrue();
        assertThat(matches("*")).isTrue();
    }

    @Test
    void wordsAreLookedForInTitleAndTextWhateverTheirCase() {
        assertThat(matches("ROLLBACK")).isTrue();
        assertThat(EventQuery.parse("events('\"of memory\"').rollup('count').last('5m') > 0")
                        .matches(DEPLOY, "Out of Memory", ""))
                .isTrue();
    }

    @Test
    void canonicalTextReadsAsTheSameQuery() {
        for (String text : List.of(
                "events(\"a status:error\").rollup(\"count\").by(\"b\",\"a\").last(\"5m\") >= 2",
                "events('\"a b\" -c').last('1h')<1",
                "events(\"\").last(\"90s\") > 0")) {
            EventQuery query = EventQuery.parse(text);
            assertThat(EventQuery.parse(query.text())).isEqualTo(query);
        }
    }

    @Test
    void aFaultSaysWhereAndHowToMendIt() {
        assertThatThrownBy(() -> EventQuery.parse("events(\"a\").rollup(\"avg\").last(\"5m\") > 0"))
                .hasMessageContaining("[unknown-rollup]");
        assertThatThrownBy(() -> EventQuery.parse("events(\"a OR b\").last(\"5m\") > 0"))
                .hasMessageContaining("[bad-search]");
        assertThatThrownBy(() -> EventQuery.parse("events(\"a\") > 0")).hasMessageContaining("[no-window]");
        assertThatThrownBy(() -> EventQuery.parse("events(\"a\").last(\"5d\") > 0"))
                .hasMessageContaining("[window-out-of-range]");
        assertThatThrownBy(() -> EventQuery.parse("events(\"a\").lst(\"5m\") > 0"))
                .hasMessageContaining("last");
    }

    private static boolean matches(String search) {
        return EventQuery.parse("events(\"" + search + "\").rollup(\"count\").last(\"5m\") > 0")
                .matches(DEPLOY, "Rollback of shop", "");
    }
}
