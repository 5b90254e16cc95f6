package io.tidemark.console.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MetricKind;
import io.tidemark.testkit.architecture.Purity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GraphQueryTest {

    @Test
    void commasInsideBracketsAndQuotesSetNothingApart() {
        assertThat(
                        GraphQuery.parseAll(
                                "avg:a{x:1,y:2} by {h,p}, anomalies(avg:b{*}, 'agile', 2, direction='above'),top(avg:c{*} by {h}, 3)"))
                .extracting(GraphQuery::text)
                .containsExactly(
                        "avg:a{x:1,y:2} by {h,p}",
                        "anomalies(avg:b{*}, 'agile', 2, direction='above')",
                        "top(avg:c{*} by {h}, 3)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "avg:a{*|unexpected",
                "|unexpected",
                "top(avg:a{*})|bad-top",
                "top(avg:a{*}, 0, 'mean', 'desc')|bad-top",
                "top(avg:a{*}, 5, 'median', 'desc')|bad-top",
                "top(avg:a{*}, 5, 'mean', 'up')|bad-top",
                "topp(avg:a{*}, 5)|unknown-function",
                "avgg:a{*}|unknown-aggregator",
                "avg:a{*}.rollup(sum, 7)|bad-interval"
            })
    void whatCannotBeReadIsRefusedWithItsReason(String query, String reason) {
        assertThatThrownBy(() -> GraphQuery.parseAll(query == null ? "" : query))
                .isInstanceOfSatisfying(
                        QueryRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource({"3600, 20", "14400, 60", "86400, 300", "604800, 1800", "2592000, 10800", "300, 10"})
    void anAnswerHasAtMost350Buckets(long span, int step) {
        Frame frame = Frame.of(1_000_000_007L, 1_000_000_007L + span, 0, 350);

        assertThat(frame.stepSeconds()).isEqualTo(step);
        assertThat(frame.size()).isLessThanOrEqualTo(350);
        assertThat(frame.startSeconds() % step).isZero();
        assertThat(frame.startSeconds()).isLessThanOrEqualTo(1_000_000_007L);
        assertThat(frame.endSeconds()).isGreaterThanOrEqualTo(1_000_000_007L + span);
    }

    @Test
    void aRollupWithTooManyBucketsIsRefusedAndNotMadeWider() {
        assertThatThrownBy(() -> Frame.of(0, 30L * 86_400, 10, 350))
                .isInstanceOfSatisfying(
                        QueryRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo("too-many-points"));
    }

    @Test
    void aBandThatIsJudgedAlreadyIsShownAndNotComputedAgain() {
        Line judged = Line.of("*", List.of(), MetricKind.GAUGE, new double[] {7});
        RecordedBands known = new RecordedBands() {
            @Override
            public Optional<List<Line>> of(String detector, Frame frame) {
                return Optional.empty();
            }

            @Override
            public Optional<List<Line>> like(AnomaliesQuery query, Frame frame) {
                return query.model().equals("sarima") ? Optional.of(List.of(judged)) : Optional.empty();
            }
        };
        QueryEngine engine = new QueryEngine(
                new Kept().add("a", MetricKind.GAUGE, 0, 1), new NoFunctions(), known, Excluded.NOTHING);

        assertThat(engine.answer(GraphQuery.parse("anomalies(avg:a{*}, 'agile', 2)"), 0, 10, 350)
                        .lines())
                .containsExactly(judged);
        assertThatThrownBy(() -> engine.answer(GraphQuery.parse("anomalies(avg:a{*}, 'basic', 2)"), 0, 10, 350))
                .hasMessageContaining("without models");
    }

    @Test
    void theEngineKnowsNoStoreNoServerAndNoClock() {
        assertThat(Purity.breaches("io.tidemark.console.query")).isEmpty();
    }
}
