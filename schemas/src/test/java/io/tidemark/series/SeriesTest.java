package io.tidemark.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "system.cpu.user{env:prod,host:a} | system.cpu.user{env:prod,host:a}",
                "system.cpu.user{host:a,env:prod} | system.cpu.user{env:prod,host:a}",
                "m{HOST:A}                        | m{host:a}",
                "m{prod,prod}                     | m{prod}",
                "m{}                              | m",
                "m                                | m",
                "m{url:http://x:80/}              | m{url:http://x:80/}"
            })
    void aTextInAnyOrderAndCaseHasOneCanonicalForm(String written, String canonical) {
        assertThat(Series.parse(written).text()).isEqualTo(canonical);
        assertThat(Series.parse(canonical)).isEqualTo(Series.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{a:b}", "m{a:b", "m{a b}", "m{a,,b}", "m{a{b}", "m n", "m\u0000"})
    void aTextThatCouldNotBeReadBackIsRefused(String text) {
        assertThatThrownBy(() -> Series.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aControlCharacterIsShownEscaped() {
        assertThatThrownBy(() -> Series.of("a\u001bb"))
                .hasMessage("metric is \"a\\u001bb\" (expected no space, control character, brace or comma; "
                        + "found one at character 2)");
    }

    @Test
    void theValueOfATagIsWhatFollowsTheFirstColon() {
        Series series = Series.of("m", "url:http://x", "prod", "host:a");
        assertThat(series.tagValue("url")).contains("http://x");
        assertThat(series.tagValue("prod")).contains("");
        assertThat(series.tagValue("hos")).isEmpty();
        assertThat(series.tags()).isEqualTo(List.of("host:a", "prod", "url:http://x"));
    }
}
