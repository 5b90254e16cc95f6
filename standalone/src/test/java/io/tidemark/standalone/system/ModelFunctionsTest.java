package io.tidemark.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.alerting.monitor.Forecast;
import io.tidemark.console.query.Band;
import io.tidemark.console.query.BucketSource;
import io.tidemark.console.query.Excluded;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.query.Line;
import io.tidemark.console.query.QueryEngine;
import io.tidemark.console.query.SeriesBuckets;
import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import io.tidemark.series.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: functions on graphs mean what the same words mean to a monitor. Method: worked examples through the query engine, each
 * with an answer that can be reckoned by hand.
 */
final class ModelFunctionsTest {

    private static final long NOW = 1_767_225_600L; // 2026-01-01
    private static final int STEP = 600;
    private static final int DAY = 86_400;

    /** Series whose value is a function of time, for as long as anybody looks back. */
    private record Drawn(Map<String, LongToDoubleFunction> series) implements BucketSource {
        @Override
        public void read(MetricQuery metric, Frame frame, Consumer<SeriesBuckets> each) {
            new TreeMap<>(series).forEach((text, value) -> {
                Series of = Series.parse(text);
                if (metric.matches(of)) {
                    long[] start = LongStream.range(0, frame.size())
                            .map(i -> frame.startSeconds() + i * frame.stepSeconds())
                            .toArray();
                    double[] values = Arrays.stream(start)
                            .mapToDouble(value::applyAsDouble)
                            .toArray();
                    long[] ones = new long[start.length];
                    Arrays.fill(ones, 1);
                    each.accept(
                            new SeriesBuckets(of, MetricKind.GAUGE, 0, start, ones, values, values, values, values));
                }
            });
        }
    }

    private static List<Line> ask(Map<String, LongToDoubleFunction> series, String query, int seconds) {
        return ask(series, query, seconds, Excluded.NOTHING);
    }

    private static List<Line> ask(
            Map<String, LongToDoubleFunction> series, String query, int seconds, Excluded excluded) {
        return new QueryEngine(new Drawn(series), new ModelFunctions(), (detector, frame) -> Optional.empty(), excluded)
                .answer(GraphQuery.parseAll(query).get(0), NOW - seconds, NOW, 350)
                .lines();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "simple", "reactive"})
    void aLineGoesOnAsALine(String model) {
        Line line = ask(
                        Map.of("disk{}", at -> (at - NOW) / 3_600.0),
                        "forecast(avg:disk{*}.rollup(avg, 600), 'linear', 2, model='" + model + "')",
                        DAY)
                .get(0);

        Band band = line.band().orElseThrow();
        int last = band.size() - 1;
        assertThat(band.size()).isEqualTo(2 * DAY / STEP);
        assertThat(band.expected()[last]).isEqualTo((DAY - STEP) / 3_600.0, within(1e-6));
        assertThat(band.upper()[last]).isEqualTo(band.expected()[last], within(1e-6));
        assertThat(line.values()[last]).isNaN();
        assertThat(band.expected()[0]).isNaN();
    }

    @Test
    void aSeasonGoesOnAsASeason() {
        LongToDoubleFunction wave = at -> 100 + 10 * Math.sin(2 * Math.PI * Math.floorMod(at, (long) DAY) / DAY);

        Band band = ask(
                        Map.of("visits{}", wave),
                        "forecast(avg:visits{*}.rollup(avg, 600), 'seasonal', 2, seasonality='daily')",
                        DAY)
                .get(0)
                .band()
                .orElseThrow();

        int ahead = DAY / STEP;
        for (int i = 0; i < ahead; i++) {
            assertThat(band.expected()[ahead + i])
                    .as("bucket %s", i)
                    .isEqualTo(wave.applyAsDouble(NOW + (long) i * STEP), within(0.5));
        }
        assertThat(band.model()).isEqualTo("forecast/daily");
    }

    @Test
    void theGraphsEdgeIsTheOneThatAMonitorComparesWithItsThreshold() {
        double[] values = IntStream.range(0, 400)
                .mapToDouble(i -> 50 + 0.1 * i + (i % 7) - (i % 3))
                .toArray();
        long start = NOW - 400L * STEP;
        Query.Forecast query = (Query.Forecast)
                GraphQuery.parseAll("forecast(avg:disk{*}, 'linear', 2)").get(0).query();
        Forecast forecast = Forecast.of(query);
        Forecast.Fit fit = forecast.fit(start, STEP, values).orElseThrow();

        Band band = new ModelFunctions().forecast(query, STEP, start, values, 10);

        for (int i = 0; i < 10; i++) {
            long at = NOW + (long) i * STEP;
            assertThat(band.upper()[i]).isEqualTo(fit.at(at) + 2 * fit.scale(), within(1e-9));
            assertThat(band.lower()[i]).isEqualTo(fit.at(at) - 2 * fit.scale(), within(1e-9));
        }
        assertThat(fit.scale()).isPositive();
    }

    @Test
    void ofATooShortPastNothingIsSaid() {
        Band band = new ModelFunctions()
                .forecast(
                        (Query.Forecast) GraphQuery.parseAll("forecast(avg:disk{*}, 'linear', 2)")
                                .get(0)
                                .query(),
                        STEP,
                        NOW,
                        new double[] {1, 2, 3},
                        2);

        assertThat(band.expected()).containsOnly(Double.NaN);
        assertThat(band.warm()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'DBSCAN', 3", "'MAD', 3, 20", "'scaledDBSCAN', 3", "'scaledMAD', 3, 20"})
    void theOneThatIsUnlikeTheOthersIsTold(String options) {
        Map<String, LongToDoubleFunction> hosts = Map.of(
                "cpu{host:a}", at -> 10 + Math.floorMod(at / STEP, 3L),
                "cpu{host:b}", at -> 10 + Math.floorMod(at / STEP, 2L),
                "cpu{host:c}", at -> 11 - Math.floorMod(at / STEP, 2L),
                "cpu{host:d}", at -> 90);

        List<Line> lines = ask(hosts, "outliers(avg:cpu{*} by {host}.rollup(avg, 600), " + options + ")", DAY / 4);

        assertThat(lines).hasSize(4).allSatisfy(line -> {
            boolean outlier = line.outlier().orElseThrow()[0];
            assertThat(outlier).as(line.group()).isEqualTo(line.group().equals("host:d"));
        });
    }

    @Test
    void aPeakOnAFlatLineIsAnomalousAndNothingElse() {
        LongToDoubleFunction flat =
                at -> at == NOW - 10 * STEP ? 500 : 100 + Math.floorMod(at / STEP * 7_919, 11L) / 10.0;

        Band band = ask(Map.of("load{}", flat), "anomalies(avg:load{*}.rollup(avg, 600), 'basic', 4)", DAY)
                .get(0)
                .band()
                .orElseThrow();

        for (int i = 0; i < band.size(); i++) {
            assertThat(band.anomalous()[i]).as("bucket %s", i).isEqualTo(i == band.size() - 10);
        }
    }

    /** A day and a half teach the model that such values are usual; where nobody learns them, the band stays as it was. */
    @Test
    void whatIsExcludedIsJudgedAndNotLearnt() {
        long begin = NOW - 3 * DAY / 2;
        LongToDoubleFunction quiet = at -> 100 + Math.floorMod(at / STEP * 7_919, 11L) / 10.0;
        LongToDoubleFunction raised = at -> at >= begin ? 500 : quiet.applyAsDouble(at);
        String query = "anomalies(avg:load{*}.rollup(avg, 600), 'basic', 4)";
        Excluded drill = (of, tags, frame) -> {
            boolean[] buckets = new boolean[frame.size()];
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = frame.start(i) >= begin;
            }
            return buckets;
        };

        Band usual = band(ask(Map.of("load{}", quiet), query, DAY));
        Band learnt = band(ask(Map.of("load{}", raised), query, DAY));
        Band excluded = band(ask(Map.of("load{}", raised), query, DAY, drill));

        int last = usual.size() - 1;
        assertThat(learnt.upper()[last]).isGreaterThan(500);
        assertThat(excluded.upper()[last]).isEqualTo(usual.upper()[last], within(1.0));
        assertThat(excluded.anomalous()[last]).as("judged all the same").isTrue();
    }

    private static Band band(List<Line> lines) {
        return lines.get(0).band().orElseThrow();
    }

    @Test
    void theTopAreTheHighestOfThemAll() {
        Map<String, LongToDoubleFunction> hosts =
                Map.of("cpu{host:a}", at -> 1, "cpu{host:b}", at -> 3, "cpu{host:c}", at -> 2);

        assertThat(ask(hosts, "top(avg:cpu{*} by {host}.rollup(avg, 600), 2, 'mean', 'desc')", DAY / 4))
                .extracting(Line::group)
                .containsExactly("host:b", "host:c");
    }
}
