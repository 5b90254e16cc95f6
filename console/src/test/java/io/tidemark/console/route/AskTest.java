package io.tidemark.console.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.QueryParams;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AskTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Set<String> KNOWN = Set.of("from", "to", "limit", "search");

    @Test
    void theLastFourHoursAreMeantWhereNothingIsSaid() {
        assertThat(ask("").span().seconds()).isEqualTo(4 * 3600);
        assertThat(ask("").span().to()).isEqualTo(NOW);
    }

    @Test
    void secondsAreToldFromMilliseconds() {
        assertThatThrownBy(() -> ask("from=1767225600").span()).hasMessageContaining("multiply by 1000");
    }

    @ParameterizedTest
    @CsvSource({
        "from=abc, bad-time",
        "from=-5, bad-time",
        "from=٣, bad-time",
        "from=99999999999999999999, bad-time",
        "from=1767229200000&to=1767225600000, empty-span",
        "limit=0, bad-number",
        "limit=1e3, bad-number",
        "limit=99999999999, bad-number",
        "limt=5, unknown-parameter",
        "limit=5&limit=6, doubled-parameter"
    })
    void whatIsWrongIsRefusedWithItsReason(String query, String reason) {
        assertThatThrownBy(() -> {
                    Ask ask = ask(query);
                    ask.integer("limit", 10, 1, 100);
                    ask.span();
                })
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.reason()).isEqualTo(reason));
    }

    /** Several graphs in one address: {@code /explore?q=…&q=…}. */
    @Test
    void aPagesOwnAddressIsNotTheServersBusiness() {
        assertThatCode(() -> new Ask(
                        QueryParams.fromQueryString("q=a&q=b&anything=1"),
                        Set.of(Ask.ANY),
                        Clock.fixed(NOW, ZoneOffset.UTC)))
                .doesNotThrowAnyException();
    }

    @Test
    void aMessageQuotesWhatWasSentWithoutItsControlCharacters() {
        assertThat(Problem.quote("a\u001b[31m\"\n" + "x".repeat(100)))
                .startsWith("\"a\\u001b[31m\\\"\\u000a")
                .endsWith("…\"")
                .hasSizeLessThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, localhost",
        "LOCALHOST, localhost",
        "'[::1]:8080', '[::1]'",
        "127.0.0.1, 127.0.0.1",
        "evil.example:80, evil.example"
    })
    void theHostIsReadWithoutItsPort(String authority, String host) {
        assertThat(HostCheck.host(authority)).isEqualTo(host);
    }

    private static Ask ask(String query) {
        return new Ask(QueryParams.fromQueryString(query), KNOWN, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
