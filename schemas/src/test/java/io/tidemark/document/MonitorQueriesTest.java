package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: those who write bands and those who read them derive the same queries, ids and widths from a monitor. */
class MonitorQueriesTest {

    @Test
    void theIdsAreStableAcrossReleases() {
        // Band rows on the topic carry these ids: a change of the hash would orphan the models learnt under them.
        assertThat(derived("avg(last_5m):avg:m{*} by {host} > 4").id()).isEqualTo("query:96ab62b50df691f0");
        assertThat(derived("avg(last_4h):anomalies(avg:m{*}, 'agile', 2) >= 1").id())
                .isEqualTo("anomalies:bc999cc7ddd8f82b");
    }

    @Test
    void monitorsThatReadTheSameShareTheQuery() {
        MonitorQueries.Derived one = derived("avg(last_5m):avg:m{b,a} by {host} > 4");
        MonitorQueries.Derived other = derived("max(last_10m):avg:m{a AND b} by {host} < 2");

        assertThat(one.id()).isEqualTo(other.id());
        assertThat(one.kind()).isEqualTo(MonitorQueries.Kind.PLAIN);
        assertThat(derived("avg(last_2d):avg:m{a,b} by {host} > 4").id()).isNotEqualTo(one.id());
        assertThat(derived("avg(last_5m):avg:m{a,b} by {page} > 4").id()).isNotEqualTo(one.id());
    }

    @ParameterizedTest
    @CsvSource({"last_5m,60", "last_23h,60", "last_24h,600", "last_48h,600", "last_3d,3600", "last_1mo,3600"})
    void theWidthFollowsTheWindow(String window, int seconds) {
        assertThat(derived("avg(" + window + "):avg:m{*} > 4").intervalSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void aStatedRollupWins() {
        assertThat(derived("avg(last_5m):avg:m{*}.rollup(max, 20) > 4").intervalSeconds())
                .isEqualTo(20);
    }

    @Test
    void changesOutliersAndForecastsReadTheInnerQuery() {
        assertThat(derived("pct_change(avg(last_5m), last_1h):avg:m{*} > 4").text())
                .isEqualTo("avg:m{*}");
        assertThat(derived("avg(last_4h):outliers(avg:m{*} by {host}, 'MAD', 3) > 0")
                        .text())
                .isEqualTo("avg:m{*} by {host}");
        assertThat(derived("max(next_1w):forecast(avg:m{*}, 'linear', 1) >= 9").text())
                .isEqualTo("avg:m{*}");
    }

    @Test
    void anInlineAnomalyIsADetector() {
        MonitorQueries.Derived derived = derived(
                "avg(last_4h):anomalies(avg:m{*} by {host}, 'agile', 2.5,"
                        + " direction='above', alert_window='last_30m', timezone='Europe/Paris', count_default_zero='false') >= 0.5");
        DetectorDocument detector = derived.detector().orElseThrow();

        assertThat(derived.kind()).isEqualTo(MonitorQueries.Kind.ANOMALIES);
        assertThat(detector.id()).isEqualTo(derived.id()).startsWith("anomalies:");
        assertThat(detector.intervalSeconds())
                .isEqualTo(derived.intervalSeconds())
                .isEqualTo(60);
        assertThat(detector.model()).isEqualTo("sarima");
        assertThat(detector.sensitivity()).isEqualTo(new DetectorDocument.Bounds(2.5));
        assertThat(detector.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(detector.countDefaultZero()).isFalse();
        assertThat(detector.query().text()).isEqualTo("avg:m{*} by {host}");
    }

    @Test
    void theAlertWindowAloneDoesNotMakeAnotherDetector() {
        String query = "avg(last_4h):anomalies(avg:m{*}, 'agile', 2, interval=60, alert_window='last_%s') >= 0.5";

        assertThat(derived(String.format(query, "15m")).id())
                .isEqualTo(derived(String.format(query, "1h")).id());
    }

    @ParameterizedTest
    @CsvSource({"2m,20", "5m,60", "15m,60", "1h,60", "2h,600", "1d,3600", "1w,3600"})
    void anAnomaliesWidthLeavesFiveBucketsInTheAlertWindow(String window, int seconds) {
        int interval = derived("avg(last_1w):anomalies(avg:m{*}, 'agile', 2, alert_window='last_" + window + "') >= 1")
                .intervalSeconds();

        assertThat(interval).isEqualTo(seconds);
    }

    @Test
    void aReferenceIsToTheDetectorItself() {
        MonitorQueries.Derived derived = derived("avg(last_30m):anomalies(detector('checkout')) >= 0.8");

        assertThat(derived.kind()).isEqualTo(MonitorQueries.Kind.REFERENCE);
        assertThat(derived.id()).isEqualTo("checkout");
        assertThat(derived.detector()).isEmpty();
    }

    @Test
    void checksAndCompositesReadNothing() {
        assertThat(MonitorQueries.of(monitor("composite", "a && b"))).isEmpty();
        assertThat(MonitorQueries.of(monitor("service check", "'up'.over('*').last(2).count_by_status()")))
                .isEmpty();
    }

    private static MonitorQueries.Derived derived(String query) {
        List<MonitorQueries.Derived> all = MonitorQueries.of(monitor("query alert", query));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static MonitorDocument monitor(String type, String query) {
        String json = "{\"name\":\"m\",\"type\":\"" + type + "\",\"query\":\"" + query + "\"}";
        return (MonitorDocument) DocumentsTest.accepted(
                        Documents.parse(DocumentKind.MONITOR, "m", json.getBytes(StandardCharsets.UTF_8)))
                .document();
    }
}
