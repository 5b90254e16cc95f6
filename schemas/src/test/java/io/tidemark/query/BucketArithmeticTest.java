package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import org.junit.jupiter.api.Test;

/** Goal: a query's value in a bucket is what Datadog's rules for time, space, counts and rates say. */
class BucketArithmeticTest {

    @Test
    void timeComesBeforeSpace() {
        // Host a sends three points, host b one: the average is of hosts, not of points.
        assertThat(value("avg:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3), points(10)))
                .isEqualTo(6);
        assertThat(value("sum:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3), points(10)))
                .isEqualTo(12);
        assertThat(value("max:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3), points(10)))
                .isEqualTo(10);
        assertThat(value("min:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3), points(10)))
                .isEqualTo(1);
        assertThat(value("last:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3))).isEqualTo(3);
        assertThat(value("count:m{*}", MetricKind.GAUGE, 0, points(1, 2, 3), points(10)))
                .isEqualTo(4);
    }

    @Test
    void theRollupsMethodWins() {
        assertThat(value("sum:m{*}.rollup(max, 60)", MetricKind.GAUGE, 0, points(1, 5, 3), points(10)))
                .isEqualTo(15);
        assertThat(value("avg:m{*}.rollup(sum, 60)", MetricKind.GAUGE, 0, points(1, 5, 3), points(11)))
                .isEqualTo(10);
        assertThat(value("sum:m{*}.rollup(count, 60)", MetricKind.GAUGE, 0, points(1, 5, 3), points(11)))
                .isEqualTo(4);
    }

    @Test
    void countsAddUpAndAsRateDividesByTheBucket() {
        assertThat(value("sum:m{*}", MetricKind.COUNT, 10, points(10, 20), points(30)))
                .isEqualTo(60);
        assertThat(value("sum:m{*}.as_count()", MetricKind.COUNT, 10, points(10, 20), points(30)))
                .isEqualTo(60);
        assertThat(value("sum:m{*}.as_rate()", MetricKind.COUNT, 10, points(10, 20), points(30)))
                .isEqualTo(1);
        assertThat(value("max:m{*}.as_count()", MetricKind.COUNT, 10, points(10, 20), points(25)))
                .isEqualTo(30);
    }

    @Test
    void aRateAsCountIsMultipliedByItsInterval() {
        BucketAggregate a = points(2, 2, 2, 2, 2, 2);
        BucketAggregate b = points(3, 3, 3, 3, 3, 3);
        assertThat(value("sum:m{*}.as_count()", MetricKind.RATE, 10, a, b)).isEqualTo(300);
        assertThat(value("sum:m{*}", MetricKind.RATE, 10, a, b)).isEqualTo(5);
        assertThat(value("sum:m{*}.as_rate()", MetricKind.RATE, 10, a, b)).isEqualTo(5);
        // Interval unknown: the average held all through the minute.
        assertThat(value("sum:m{*}.as_count()", MetricKind.RATE, 0, points(2, 4)))
                .isEqualTo(180);
    }

    @Test
    void gaugesAreNotChangedByAsCount() {
        assertThat(value("avg:m{*}.as_count()", MetricKind.GAUGE, 10, points(4)))
                .isEqualTo(4);
        assertThat(value("avg:m{*}.as_rate()", MetricKind.GAUGE, 10, points(4))).isEqualTo(4);
    }

    @Test
    void distributionsAreOneSetOfSamples() {
        assertThat(value("avg:m{*}", MetricKind.DISTRIBUTION, 0, points(1, 2, 3), points(10)))
                .isEqualTo(4);
        assertThat(value("count:m{*}", MetricKind.DISTRIBUTION, 0, points(1, 2, 3), points(10)))
                .isEqualTo(4);
    }

    @Test
    void percentilesMergeSketchesAlsoOfAnotherAccuracy() {
        BucketAggregate low = new BucketAggregate();
        BucketAggregate high = new BucketAggregate();
        DDSketch fine = DDSketches.logarithmicCollapsingLowestDense(0.01, 2_048);
        DDSketch coarse = DDSketches.unboundedDense(0.02);
        for (int i = -100; i <= 500; i++) {
            low.add(i);
            fine.accept(i);
        }
        for (int i = 501; i <= 899; i++) {
            high.add(i);
            coarse.accept(i);
        }
        low.addSketch(fine);
        high.addSketch(coarse);

        assertThat(value("p90:m{*}", MetricKind.DISTRIBUTION, 0, low, high)).isCloseTo(800, within(25.0));
        assertThat(value("p50:m{*}", MetricKind.DISTRIBUTION, 0, high, low)).isCloseTo(400, within(12.0));
        assertThat(value("p50:m{*}", MetricKind.GAUGE, 0, points(1), points(2), points(9)))
                .isCloseTo(2, within(0.03));
        assertThat(value("p99:m{*}", MetricKind.DISTRIBUTION, 0, points(1, 2))).isNaN();
    }

    @Test
    void noPointsAreNoValue() {
        assertThat(value("sum:m{*}", MetricKind.COUNT, 10)).isNaN();
        assertThat(value("avg:m{*}", MetricKind.GAUGE, 0, new BucketAggregate()))
                .isNaN();
        assertThat(new BucketAggregate().min()).isNaN();
    }

    @Test
    void aMergedAggregateIsTheSameAsOneThatSawAllValues() {
        BucketAggregate merged = points(3, 1);
        merged.merge(points(2, 7));

        for (TimeAggregator method : TimeAggregator.values()) {
            assertThat(merged.fold(method))
                    .as("%s", method)
                    .isEqualTo(points(3, 1, 2, 7).fold(method));
        }
        merged.reset();
        assertThat(merged.isEmpty()).isTrue();
    }

    @Test
    void formulasCombineValuesAndReadEachMetricOnce() {
        Formula formula = Formula.of(Query.parse("(sum:a{*} - sum:b{*}) / sum:a{*} * 100"));

        assertThat(formula.metrics()).extracting(MetricQuery::metric).containsExactly("a", "b");
        assertThat(formula.evaluate(new double[] {200, 50})).isEqualTo(75);
        assertThat(formula.evaluate(new double[] {0, 50})).isNaN();
        assertThat(formula.evaluate(new double[] {200, Double.NaN})).isNaN();
    }

    @Test
    void fillZeroStandsInForAMissingValue() {
        Formula formula = Formula.of(Query.parse("sum:errors{*}.fill(zero) / sum:hits{*}"));

        assertThat(formula.evaluate(new double[] {Double.NaN, 10})).isZero();
        assertThat(formula.evaluate(new double[] {1, Double.NaN})).isNaN();
    }

    private static BucketAggregate points(double... values) {
        BucketAggregate bucket = new BucketAggregate();
        for (double value : values) {
            bucket.add(value);
        }
        return bucket;
    }

    private static double value(String text, MetricKind kind, int pointSeconds, BucketAggregate... series) {
        MetricQuery query = (MetricQuery) Query.parse(text);
        BucketAggregate group = new BucketAggregate();
        for (BucketAggregate one : series) {
            SeriesReading.add(query, kind, pointSeconds, 60, one, group);
        }
        return group.value(query.aggregator());
    }
}
