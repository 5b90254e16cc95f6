package io.tidemark.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
    private final Admission admission =
            new Admission(new AdmissionLimits(40, 5, 5, 3, Duration.ofHours(1), Duration.ofMinutes(10)), refusals);

    @ParameterizedTest
    @CsvSource({
        "system.cpu.user, system.cpu.user",
        "Web.Page, Web.Page",
        "'1-web  page.__views!', web_page.views",
        "'a b.c d', a_b.c_d",
        "a__b, a_b",
        "a_._b, a.b",
        "_.x, x",
        "größe, gr_e",
        "a_b.c9, a_b.c9",
        "a_, a",
        "a..b., a..b.",
        "a.b_c_, a.b_c",
        "9a, a",
    })
    void namesAreMadeAsDatadogMakesThem(String raw, String made) {
        assertThat(admission.name(raw).value()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({
        "Page:Front Door, page:front_door",
        "ENV:Prod, env:prod",
        "url:http://x/y?z=1, url:http://x/y_z_1",
        "prod, prod",
        "1abc:v, abc:v",
        "stadt:köln, stadt:köln",
        "'a:b,c{d}', a:b_c_d",
        "a_b:c_9, a_b:c_9",
        "a__b:c__d, a_b:c_d",
        "a:b_, a:b",
        "a:-./9, a:-./9",
    })
    void tagsAreMadeAsDatadogMakesThem(String raw, String made) {
        assertThat(admission.tags(List.of(raw)).value()).containsExactly(made);
    }

    @Test
    void aSeriesOverTheLimitOfItsMetricGoesToTheOverflowSeriesAndKnownOnesStay() {
        for (int i = 0; i < 100; i++) {
            text("m", "i:" + i, 0);
        }

        assertThat(text("m", "i:100", 0)).isEqualTo("m{overflow:true}");
        assertThat(text("m", "i:1", 0)).isEqualTo("m{i:1}");
        assertThat(refusals.of(Reason.SERIES_LIMIT)).isEqualTo(98);
        assertThat(admission.knownSeries()).isEqualTo(3);
    }

    @Test
    void seriesOfOneMetricDoNotUseUpTheRoomOfAnother() {
        for (int i = 0; i < 100; i++) {
            text("loud", "i:" + i, 0);
        }

        assertThat(text("quiet", "a:b", 0)).isEqualTo("quiet{a:b}");
    }

    @Test
    void aSeriesThatHasBeenSilentForAnHourMakesRoom() {
        for (int i = 0; i < 3; i++) {
            text("m", "i:" + i, 0);
        }
        long later = Duration.ofMinutes(61).toMillis();

        assertThat(text("m", "i:9", later)).isEqualTo("m{i:9}");
    }

    private String text(String metric, String tag, long nowMillis) {
        return admission.series(metric, List.of(tag), nowMillis).value().text();
    }
}
