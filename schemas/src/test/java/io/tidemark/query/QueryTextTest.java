package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: texts that users write are read, print canonically, and wrong ones are refused with exactly these words. */
class QueryTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "avg:system.load.1{*} ~ avg:system.load.1{*}",
                "system.load.1{*} ~ avg:system.load.1{*}",
                "max:m{Env:Prod , host:A} BY {page, host} ~ max:m{env:prod,host:a} by {host,page}",
                "sum:m{!host:a} by {*} ~ sum:m{!host:a} by {*}",
                "sum:m{-host:a} ~ sum:m{!host:a}",
                "p95:m{host:(b OR a)} ~ p95:m{host:a OR host:b}",
                "p99:m{host IN (b, a, b)} ~ p99:m{host:a OR host:b}",
                "avg:m{host NOT IN (a,b) AND prod} ~ avg:m{NOT (host:a OR host:b) AND prod}",
                "avg:m{(a:1 OR b:2) AND NOT c:3} ~ avg:m{!c:3 AND (a:1 OR b:2)}",
                "avg:m{a AND b AND a} ~ avg:m{a,b}",
                "avg:m{*,a} ~ avg:m{a}",
                "sum:m{*}.as_count().rollup(sum, 3600) ~ sum:m{*}.as_count().rollup(sum, 3600)",
                "sum:m{*}.rollup(sum,60).as_rate() ~ sum:m{*}.as_rate().rollup(sum, 60)",
                "avg:m{*}.rollup(60).fill(last,300) ~ avg:m{*}.rollup(60).fill(last, 300)",
                "avg:m{*}.rollup('max') ~ avg:m{*}.rollup(max)",
                "avg:m-a/b{*} ~ avg:m-a/b{*}",
                "avg:a{*}/avg:b{*}*100 ~ avg:a{*} / avg:b{*} * 100",
                "avg:a{*}/(avg:b{*}*100) ~ avg:a{*} / (avg:b{*} * 100)",
                "(avg:a{*}-avg:b{*})-1.5e-3 ~ avg:a{*} - avg:b{*} - 0.0015",
                "avg:a{*}-(avg:b{*}-1) ~ avg:a{*} - (avg:b{*} - 1)",
                "-avg:a{*} ~ -1 * avg:a{*}",
                "1 - avg:a{*} ~ 1 - avg:a{*}",
                "anomalies(avg:m{*},'basic',2) ~ anomalies(avg:m{*}, 'robust-zscore', 2)",
                "anomalies(avg:m{*}, \"agile\", 3, timezone='utc', direction=both, interval='60') ~ anomalies(avg:m{*}, 'sarima', 3, interval=60)",
                "anomalies(avg:m{*}, 'robust', 3, seasonality='weekly', count_default_zero='false', alert_window='last_15m', direction='above', timezone='Europe/Paris') ~ anomalies(avg:m{*}, 'seasonal-trend', 3, direction='above', count_default_zero='false', seasonality='weekly', timezone='Europe/Paris', alert_window='last_15m')",
                "anomalies(detector('x-1'), alert_window='last_30m') ~ anomalies(detector('x-1'), alert_window='last_30m')",
                "outliers(avg:m{*} by {host}, 'mad', 3, 20) ~ outliers(avg:m{*} by {host}, 'MAD', 3, 20)",
                "forecast(avg:m{*}, 'linear', 1, interval='60m', history='1w', model='reactive') ~ forecast(avg:m{*}, 'linear', 1, interval='1h', history='1w', model='reactive')",
            })
    void textsPrintCanonically(String text, String canonical) {
        Query query = Query.parse(text);

        assertThat(query.text()).isEqualTo(canonical);
        assertThat(Query.parse(canonical)).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "avgg:m{*} ~ at character 1 is \"avgg:m\" (expected an aggregator: avg, sum, min, max, count, last, p50, p75, p90, p95, p99). Did you mean avg? [unknown-aggregator]",
                "p97:m{*} ~ at character 1 is \"p97:m\" (expected an aggregator: avg, sum, min, max, count, last, p50, p75, p90, p95, p99). The percentiles kept are p50, p75, p90, p95 and p99. [unknown-aggregator]",
                "avg:m ~ at character 6 is the end of the text (expected the scope of m in braces). Write m{*} for all of it. [no-scope]",
                "avg:m{} ~ at character 7 is \"}\" (expected a tag such as env:prod, host:web-* or *). Write * for every series. [empty-scope]",
                "avg:m{a:} ~ at character 9 is \"}\" (expected a value after a:). Write a:* for any value. [empty-value]",
                "avg:m{a,b OR c} ~ at character 10 is \"OR\" (expected either commas or AND/OR, not both). Write AND instead of the comma, with parentheses around the OR. [mixed-scope]",
                "avg:m{$env} ~ at character 7 is \"$\" (expected a tag such as env:prod, host:web-* or *). Template variables exist on dashboards only; write the tag out. [template-variable]",
                "avg:m{a ~ at character 8 is the end of the text (expected \"}\" to close the scope). [unexpected]",
                "avg:m{*} by {host:a} ~ at character 14 is \"host:a\" (expected the key of a tag, such as host). Give keys without values. [bad-group-key]",
                "avg:m{*}.rolup(60) ~ at character 10 is \"rolup\" (expected as_count(), as_rate(), rollup(…) or fill(…)). Did you mean rollup? [unknown-modifier]",
                "avg:m{*}.rollup(average, 60) ~ at character 17 is \"average\" (expected a method (avg, sum, min, max, count, last) or seconds). [unknown-rollup]",
                "avg:m{*}.rollup(sum, 15) ~ at character 22 is \"15\" (expected a number of seconds, a multiple of 10 up to 604800). Points are kept in buckets of 10 s. [bad-interval]",
                "avg:m{*}.rollup(60).rollup(60) ~ at character 21 is \"rollup\" (expected each modifier once). Remove this one. [repeated-modifier]",
                "avg:m{*}.fill(zer) ~ at character 15 is \"zer\" (expected null, zero, last or linear). Did you mean zero? [unknown-fill]",
                "anomalies(avg:m{*}, 'adaptive', 2) ~ at character 21 is \"'adaptive'\" (expected a model: auto, robust-zscore, sarima, seasonal-trend, basic, agile, robust). 'adaptive' was retired; use 'agile', which follows level shifts quickly, or 'robust', which is steadier. [retired-model]",
                "anomalies(avg:m{*}, 'agil', 2) ~ at character 21 is \"'agil'\" (expected a model: auto, robust-zscore, sarima, seasonal-trend, basic, agile, robust). Did you mean agile? [unknown-model]",
                "anomalies(avg:m{*}, 'agile', 0) ~ at character 30 is \"0\" (expected deviations above 0 and up to 100). [bad-deviations]",
                "anomalies(avg:m{*}, 'agile', 2, directoin='both') ~ at character 33 is \"directoin\" (expected one of the arguments direction, alert_window, interval, count_default_zero, seasonality, timezone). Did you mean direction? [unknown-argument]",
                "anomalies(avg:m{*}, 'agile', 2, timezone='IST') ~ at character 42 is \"'IST'\" (expected a time zone such as Europe/Berlin or UTC). Short names mean several places; write Asia/Kolkata, Asia/Jerusalem or Europe/Dublin. [unknown-zone]",
                "anomalies(avg:m{*}, 'agile', 2, timezone='europe/berlin') ~ at character 42 is \"'europe/berlin'\" (expected a time zone such as Europe/Berlin or UTC). Did you mean Europe/Berlin? [unknown-zone]",
                "anomalies(avg:m{*}, 'agile', 2) * 2 ~ at character 1 is \"anomalies\" (expected a function around the whole query). Put the arithmetic inside: anomalies(a / b, …). [function-inside-arithmetic]",
                "anomalies(outliers(avg:m{*}, 'MAD', 3), 'agile', 2) ~ at character 11 is \"outliers\" (expected a metric or arithmetic over metrics inside anomalies). A function cannot stand inside another. [nested-function]",
                "outlier(avg:m{*}, 'MAD', 3) ~ at character 1 is \"outlier\" (expected one of the functions anomalies, outliers, forecast). Did you mean outliers? [unknown-function]",
                "5 * 3 ~ at character 1 is \"5\" (expected a query that reads a metric). A number alone never changes. [no-metric]",
                "avg:a{*} by {x} / avg:b{*} ~ at character 1 is \"avg:a\" (expected the same grouping in all parts, not \"by {x}\" and \"\"). Repeat the same by {…} behind each metric. [mixed-grouping]",
                "avg:a{*} by {*} / avg:b{*} by {*} ~ at character 1 is \"avg:a\" (expected named keys behind by, because series of different metrics cannot be paired). Write by {host} or the like instead of by {*}. [unpaired-series]",
                "avg:m{*} > 5 ~ at character 10 is \">\" (expected an operator (+ - * /) or the end of the query). [unexpected]",
                "avg:1m{*} ~ at character 5 is \"1m\" (expected the name of a metric, which begins with a letter). [bad-metric-name]",
            })
    void wrongTextsSayWhatWhereAndHow(String text, String message) {
        assertThatThrownBy(() -> Query.parse(text))
                .isInstanceOf(QuerySyntaxException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "avg(last_5m):avg:system.load.1{*} by {host} > 4 ~ avg(last_5m):avg:system.load.1{*} by {host} > 4",
                "max(last_1h):avg:m{*}<=-0.5 ~ max(last_1h):avg:m{*} <= -0.5",
                "sum(current_1d):sum:m{*}.as_count() >= 1e3 ~ sum(current_1d):sum:m{*}.as_count() >= 1000",
                "change(avg(last_5m),last_30m):avg:m{*} > 1 ~ change(avg(last_5m), last_30m):avg:m{*} > 1",
                "pct_change(avg(last_5m), 1h_ago):avg:m{*} < -50 ~ pct_change(avg(last_5m), last_1h):avg:m{*} < -50",
                "avg(last_4h):anomalies(avg:m{*}, 'agile', 2) >= 0.5 ~ avg(last_4h):anomalies(avg:m{*}, 'sarima', 2) >= 0.5",
                "max(next_1w):forecast(avg:m{*}, 'linear', 1) >= 90 ~ max(next_1w):forecast(avg:m{*}, 'linear', 1) >= 90",
                "avg(last_4h):outliers(avg:m{*} by {host}, 'DBSCAN', 3) > 0 ~ avg(last_4h):outliers(avg:m{*} by {host}, 'DBSCAN', 3) > 0",
            })
    void monitorsPrintCanonically(String text, String canonical) {
        MonitorQuery query = MonitorQuery.parse(text);

        assertThat(query.text()).isEqualTo(canonical);
        assertThat(MonitorQuery.parse(canonical)).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "avg:m{*} > 4 ~ at character 1 is \"avg:m\" (expected \"(\" and the window after avg). A monitor's query begins like avg(last_5m):avg:metric{*} > 5. [no-window]",
                "agv(last_5m):avg:m{*} > 4 ~ at character 1 is \"agv\" (expected how to fold the window: avg, sum, min, max, last, change, pct_change). Did you mean avg? [unknown-fold]",
                "percentile(last_5m):p99:m{*} > 4 ~ at character 1 is \"percentile\" (expected how to fold the window: avg, sum, min, max, last, change, pct_change). Write avg(last_5m):p99:metric{*} > 1. [unknown-fold]",
                "avg(5m):avg:m{*} > 4 ~ at character 5 is \"5m\" (expected a window such as last_5m, last_4h, last_1d or last_1w). Write last_5m. [bad-window]",
                "avg(lats_5m):avg:m{*} > 4 ~ at character 5 is \"lats_5m\" (expected a window such as last_5m, last_4h, last_1d or last_1w). Did you mean last_5m? [bad-window]",
                "avg(last_5x):avg:m{*} > 4 ~ at character 5 is \"last_5x\" (expected a window such as last_5m, last_4h, last_1d or last_1w). [bad-window]",
                "avg(last_0m):avg:m{*} > 4 ~ at character 5 is \"last_0m\" (expected a window between last_1s and last_2mo). [window-out-of-range]",
                "avg(last_10s):avg:m{*} > 4 ~ at character 5 is \"last_10s\" (expected a window of at least 1 minute). [window-out-of-range]",
                "avg(last_9mo):avg:m{*} > 4 ~ at character 5 is \"last_9mo\" (expected a window between last_1s and last_2mo). [window-out-of-range]",
                "avg(next_5m):avg:m{*} > 4 ~ at character 5 is \"next_5m\" (expected a window that ends now, such as last_5m). [bad-window]",
                "avg(last_5m):avg:m{*} ~ at character 22 is the end of the text (expected a comparison: > >= < <=). [no-comparison]",
                "avg(last_5m):avg:m{*} = 4 ~ at character 23 is \"=\" (expected a comparison: > >= < <=). [no-comparison]",
                "avg(last_5m):avg:m{*} > 4GB ~ at character 25 is \"4GB\" (expected the threshold, a number). Use digits, a point, and no unit. [bad-number]",
                "avg(last_5m):avg:m{*} > NaN ~ at character 25 is \"NaN\" (expected the threshold, a number). [bad-number]",
                "avg(last_4h):anomalies(avg:m{*}, 'agile', 2) >= 50 ~ at character 49 is \"50\" (expected the share of the alert window that is out of band, 0 to 1). Write 0.5 for half of it. [bad-share]",
            })
    void wrongMonitorsSayWhatWhereAndHow(String text, String message) {
        assertThatThrownBy(() -> MonitorQuery.parse(text))
                .isInstanceOf(QuerySyntaxException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "1234 && !5678||(a && b) ~ 1234 && !5678 || a && b",
                "(a || b) && c ~ (a || b) && c",
                "!(a && b) ~ !(a && b)",
                "a || (b || c) ~ a || (b || c)",
            })
    void compositesPrintCanonically(String text, String canonical) {
        CompositeQuery query = CompositeQuery.parse(text);

        assertThat(query.text()).isEqualTo(canonical);
        assertThat(CompositeQuery.parse(canonical)).isEqualTo(query);
    }

    @Test
    void aCompositeNamesEachOfItsMonitorsOnce() {
        assertThat(CompositeQuery.parse("b && (a || !b)").monitors()).containsExactly("b", "a");
        assertThatThrownBy(() -> CompositeQuery.parse("1||2||3||4||5||6||7||8||9||10||11"))
                .hasMessageContaining("at most 10 monitors");
        assertThatThrownBy(() -> CompositeQuery.parse("a & b")).hasMessageContaining("expected &&, || or the end");
    }

    @Test
    void aServiceCheckIsReadWithItsTagsAndGroups() {
        ServiceCheckQuery query = ServiceCheckQuery.parse(
                "\"http.can_connect\".over(\"env:prod\",\"a:b\").exclude(\"host:x\").by(\"page\",\"host\").last(4).count_by_status()");

        assertThat(query.text())
                .isEqualTo("\"http.can_connect\".exclude(\"host:x\").over(\"a:b\").over(\"env:prod\")"
                        + ".by(\"host\",\"page\").last(4).count_by_status()");
        assertThat(ServiceCheckQuery.parse(query.text())).isEqualTo(query);
        assertThat(ServiceCheckQuery.parse("\"up\".over(\"*\").last(2).count_by_status()")
                        .over())
                .isEqualTo(Scope.EVERYTHING);
        assertThatThrownBy(() -> ServiceCheckQuery.parse("\"up\".ovr(\"*\").count_by_status()"))
                .hasMessage("at character 6 is \"ovr\" (expected one of over, exclude, by, last, count_by_status)."
                        + " Did you mean over? [unknown-step]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "(", "avg:", "avg:m{", "anomalies(", "\u0000", "avg:m{*}.", "'", "((((", "-", "\uD83D"})
    void unfinishedTextsAreRefusedNotBroken(String text) {
        assertThatThrownBy(() -> Query.parse(text)).isInstanceOf(QuerySyntaxException.class);
        assertThatThrownBy(() -> MonitorQuery.parse(text)).isInstanceOf(QuerySyntaxException.class);
        assertThatThrownBy(() -> CompositeQuery.parse(text)).isInstanceOf(QuerySyntaxException.class);
        assertThatThrownBy(() -> ServiceCheckQuery.parse(text)).isInstanceOf(QuerySyntaxException.class);
    }

    @Test
    void textsThatAreTooLongOrTooDeepAreRefused() {
        assertThatThrownBy(() -> Query.parse("a".repeat(8_001))).hasMessageEndingWith("[query-too-long]");
        assertThatThrownBy(() -> Query.parse("(".repeat(33) + "avg:m{*}")).hasMessageEndingWith("[query-too-deep]");
        assertThatThrownBy(() -> Scope.parse("!".repeat(33) + "a")).hasMessageEndingWith("[query-too-deep]");
        assertThat(Query.parse("(".repeat(30) + "avg:m{*}" + ")".repeat(30)).text())
                .isEqualTo("avg:m{*}");
    }
}
