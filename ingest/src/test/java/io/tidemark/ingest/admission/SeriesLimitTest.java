package io.tidemark.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.series.Series;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: an explosion of series costs its own client only, and memory stays bounded whatever is sent. */
class SeriesLimitTest {

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());

    private SeriesLimit limit(int all, int client, int metric) {
        return new SeriesLimit(
                new AdmissionLimits(40, all, client, metric, Duration.ofHours(1), Duration.ofMinutes(10)), refusals);
    }

    @Test
    void aMillionSeriesOfOneClientLeaveAnotherAsItWas() {
        SeriesLimit limit = limit(200_000, 10_000, 10_000);
        for (int i = 0; i < 1_000_000; i++) {
            limit.admit(Series.of("m", "i:" + i), "loud", 0);
        }

        assertThat(refusals.of(Reason.SERIES_LIMIT)).isEqualTo(990_000);
        assertThat(limit.known()).isEqualTo(10_000);
        assertThat(text(limit, "quiet", "m", "i:1000001")).isEqualTo("m{i:1000001}");
        assertThat(text(limit, "loud", "m", "i:77")).as("what was known stays").isEqualTo("m{i:77}");
        assertThat(text(limit, "loud", "m", "i:1000002")).isEqualTo("m{overflow:true}");
    }

    @Test
    void metricsWithoutEndAreRefusedOnceEnoughOfThemOverflow() {
        SeriesLimit limit = limit(200_000, 10, 5);
        for (int i = 0; i < 10 + SeriesLimit.OVERFLOWING_MAX; i++) {
            limit.admit(Series.of("m" + i), "loud", 0);
        }

        Verdict<Series> next = limit.admit(Series.of("one.more"), "loud", 0);

        assertThat(next.isAdmitted()).isFalse();
        assertThat(next.refusal().reason()).isEqualTo(Reason.TOO_MANY_METRICS);
        assertThat(text(limit, "loud", "m15", "a:b")).isEqualTo("m15{overflow:true}");
        assertThat(text(limit, "quiet", "one.more", "a:b")).isEqualTo("one.more{a:b}");
    }

    @Test
    void whereAllTogetherAreAtTheLimitASmallClientStillGetsIn() {
        SeriesLimit limit = limit(3_000, 50_000, 50_000);
        for (int i = 0; i < 5_000; i++) {
            limit.admit(Series.of("m", "i:" + i), "loud", 0);
        }

        assertThat(text(limit, "late", "m", "i:0")).isEqualTo("m{i:0}");
        assertThat(text(limit, "loud", "m", "i:9999")).isEqualTo("m{overflow:true}");
    }

    @Test
    void clientsWithoutEndShareOneShare() {
        SeriesLimit limit = limit(200_000, 3, 3);
        for (int i = 0; i < 2 * SeriesLimit.CLIENTS_MAX; i++) {
            limit.admit(Series.of("m", "i:" + i), "client-" + i, 0);
        }

        assertThat(limit.known()).isEqualTo(SeriesLimit.CLIENTS_MAX + 3);
    }

    @Test
    void roomComesBackWithSilence() {
        SeriesLimit limit = limit(200_000, 2, 2);
        limit.admit(Series.of("m", "i:1"), "a", 0);
        limit.admit(Series.of("m", "i:2"), "a", 0);

        Series later = limit.admit(
                        Series.of("m", "i:3"), "a", Duration.ofMinutes(61).toMillis())
                .value();

        assertThat(later.text()).isEqualTo("m{i:3}");
        assertThat(limit.known()).isEqualTo(1);
    }

    private static String text(SeriesLimit limit, String client, String metric, String tag) {
        return limit.admit(Series.of(metric, tag), client, 0).value().text();
    }
}
