package io.tidemark.ingest.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AggregatorTest {

    private static final long START = 1_767_225_600_000L;

    private final Aggregator aggregator = new Aggregator(AggregateSettings.DEFAULTS);

    @Test
    void aHistogramGivesDatadogsFiveSeriesToTheRank() {
        Context page = aggregator.context(Series.of("page"));
        for (double value : new double[] {1, 1, 1, 2, 2, 2, 3, 3}) {
            aggregator.add(page, Context.Kind.HISTOGRAM, value, 1, START + 1);
        }

        assertThat(closedAt(START + 10_000))
                .containsExactlyInAnyOrder(
                        "page.avg GAUGE 1.875 @0",
                        "page.count RATE 0.8 @0",
                        "page.median GAUGE 2.0 @0",
                        "page.95percentile GAUGE 3.0 @0",
                        "page.max GAUGE 3.0 @0");
    }

    @Test
    void aSampledHistogramCountsEachSampleForAsManyAsItStandsFor() {
        Context page = aggregator.context(Series.of("page"));
        aggregator.add(page, Context.Kind.HISTOGRAM, 9, 1, START);
        aggregator.add(page, Context.Kind.HISTOGRAM, 1, 0.1, START);

        // weights 10 and 1: the sum is 1 ÷ 0.1 + 9, the middle of eleven is a 1
        assertThat(closedAt(START + 10_000))
                .contains("page.avg GAUGE " + 19.0 / 11 + " @0", "page.median GAUGE 1.0 @0", "page.count RATE 1.1 @0");
    }

    /** Every count of samples around those that are kept apart at first, with one weight and with several: each sample stands for as many. */
    @Test
    void aHistogramsRanksAreThoseOfTheSamplesWrittenOut() {
        Random random = new Random(3);
        for (int samples = 1; samples <= 70; samples++) {
            for (double rate : new double[] {1, 0.5}) {
                Aggregator fresh = new Aggregator(AggregateSettings.DEFAULTS);
                Context page = fresh.context(Series.of("page"));
                List<Double> writtenOut = new ArrayList<>();
                for (int i = 0; i < samples; i++) {
                    double value = random.nextInt(1_000);
                    double ownRate = i >= 20 ? rate : 1;
                    fresh.add(page, Context.Kind.HISTOGRAM, value, ownRate, START);
                    writtenOut.addAll(Collections.nCopies((int) (1 / ownRate), value));
                }
                Collections.sort(writtenOut);
                int count = writtenOut.size();

                assertThat(closedAt(fresh, START + 10_000))
                        .as("%d samples, rate %s", samples, rate)
                        .contains(
                                "page.median GAUGE " + writtenOut.get((count - 1) / 2) + " @0",
                                "page.95percentile GAUGE " + writtenOut.get((95 * count - 1) / 100) + " @0",
                                "page.max GAUGE " + writtenOut.get(count - 1) + " @0",
                                "page.count RATE " + count / 10.0 + " @0");
            }
        }
    }

    @Test
    void aCountIsSentAsARateOfItsBucket() {
        Context views = aggregator.context(Series.of("views", "page:home"));
        aggregator.add(views, Context.Kind.COUNT, 3, 1, START + 1_000);
        aggregator.add(views, Context.Kind.COUNT, 2, 0.5, START + 9_999);

        assertThat(closedAt(START + 10_000)).containsExactly("views{page:home} RATE 0.7 @0");
    }

    @Test
    void aGaugeKeepsTheLastValueAndASetItsDistinctTexts() {
        Context level = aggregator.context(Series.of("level"));
        Context users = aggregator.context(Series.of("users"));
        aggregator.add(level, Context.Kind.GAUGE, 1, 1, START);
        aggregator.add(level, Context.Kind.GAUGE, 7, 1, START + 5_000);
        aggregator.set(users, "ann", START);
        aggregator.set(users, "bob", START);
        aggregator.set(users, "ann", START);

        assertThat(closedAt(START + 10_000)).containsExactlyInAnyOrder("level GAUGE 7.0 @0", "users GAUGE 2.0 @0");
    }

    @Test
    void aBucketIsNamedByItsStartAndEndsBeforeTheNext() {
        Context level = aggregator.context(Series.of("level"));
        aggregator.add(level, Context.Kind.GAUGE, 1, 1, START + 9_999);
        aggregator.add(level, Context.Kind.GAUGE, 2, 1, START + 10_000);

        assertThat(closedAt(START + 20_000)).containsExactly("level GAUGE 1.0 @0", "level GAUGE 2.0 @10");
    }

    @Test
    void nothingComesOutBeforeTheBucketHasEnded() {
        aggregator.add(aggregator.context(Series.of("level")), Context.Kind.GAUGE, 1, 1, START);

        assertThat(closedAt(START + 9_999)).isEmpty();
    }

    @Test
    void aCounterSeenOnceSendsZeroForFiveMinutesAndThenIsForgotten() {
        aggregator.add(aggregator.context(Series.of("views")), Context.Kind.COUNT, 5, 1, START);

        List<String> points = closedAt(START + 3_600_000);

        assertThat(points).hasSize(31);
        assertThat(points.get(0)).isEqualTo("views RATE 0.5 @0");
        assertThat(points.get(30)).isEqualTo("views RATE 0.0 @300");
        assertThat(aggregator.contexts()).isZero();
    }

    @Test
    void aGaugeThatFallsSilentSendsNothingAndIsForgottenAfterTwentySeconds() {
        Context level = aggregator.context(Series.of("level"));
        aggregator.add(level, Context.Kind.GAUGE, 1, 1, START);

        assertThat(closedAt(START + 20_000)).containsExactly("level GAUGE 1.0 @0");
        assertThat(level.isExpired()).isFalse();
        assertThat(closedAt(START + 30_000)).isEmpty();
        assertThat(level.isExpired()).isTrue();
    }

    @Test
    void aSumThatWouldNotStayFiniteIsRefusedAndTheSumIsKept() {
        Context views = aggregator.context(Series.of("views"));

        assertThat(aggregator.add(views, Context.Kind.COUNT, 1e308, 1, START)).isEmpty();
        assertThat(aggregator.add(views, Context.Kind.COUNT, 1e308, 1, START)).contains(Reason.OVERFLOW);
        assertThat(closedAt(START + 10_000)).containsExactly("views RATE 1.0E307 @0");
    }

    @Test
    void aCounterWhoseOnlySampleWasRefusedSendsNothing() {
        Context views = aggregator.context(Series.of("views"));

        assertThat(aggregator.add(views, Context.Kind.COUNT, 1e308, 1e-6, START))
                .contains(Reason.OVERFLOW);
        assertThat(closedAt(START + 60_000)).isEmpty();
    }

    @Test
    void aClockThatStepsBackLeavesTheOpenBucketOpen() {
        Context level = aggregator.context(Series.of("level"));
        aggregator.add(level, Context.Kind.GAUGE, 1, 1, START + 10_000);
        aggregator.add(level, Context.Kind.GAUGE, 2, 1, START);

        assertThat(closedAt(START + 20_000)).containsExactly("level GAUGE 2.0 @10");
    }

    @Test
    void moreValuesThanABucketMayHoldAreRefused() {
        AggregateSettings few = new AggregateSettings(10, 300, 20, List.of("max"), List.of(), 2);
        Aggregator small = new Aggregator(few);
        Context page = small.context(Series.of("page"));

        assertThat(small.add(page, Context.Kind.HISTOGRAM, 1, 1, START)).isEmpty();
        assertThat(small.add(page, Context.Kind.HISTOGRAM, 2, 1, START)).isEmpty();
        assertThat(small.add(page, Context.Kind.HISTOGRAM, 3, 1, START)).contains(Reason.TOO_MANY_VALUES);
        assertThat(small.set(page, "a", START)).isEmpty();
        assertThat(small.set(page, "b", START)).isEmpty();
        assertThat(small.set(page, "b", START)).isEmpty();
        assertThat(small.set(page, "c", START)).contains(Reason.TOO_MANY_VALUES);
    }

    @Test
    void aDistributionIsASketchWithinItsErrorAndItsExactAverage() throws Exception {
        Context latency = aggregator.context(Series.of("latency"));
        for (int i = 1; i <= 1_000; i++) {
            aggregator.add(latency, Context.Kind.DISTRIBUTION, i, 1, START);
        }
        aggregator.advance(START + 10_000);
        Points points = aggregator.take();

        assertThat(points.size()).isEqualTo(1);
        assertThat(points.value(0)).isEqualTo(500.5);
        DDSketch sketch = DDSketchProtoBinding.fromProto(
                UnboundedSizeDenseStore::new, com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(points.sketch(0)));
        assertThat(sketch.getCount()).isEqualTo(1_000);
        assertThat(sketch.getValueAtQuantile(0.99)).isBetween(990 * (1 - 1.0 / 128), 990 * (1 + 1.0 / 128));
    }

    @Test
    void settingsChooseTheAggregatesAndPercentilesOfHistograms() {
        Aggregator other =
                new Aggregator(new AggregateSettings(10, 300, 20, List.of("min", "sum"), List.of(0.5, 0.99), 100));
        Context page = other.context(Series.of("page"));
        for (int i = 1; i <= 100; i++) {
            other.add(page, Context.Kind.HISTOGRAM, i, 1, START);
        }
        other.advance(START + 10_000);

        assertThat(textOf(other.take()))
                .containsExactlyInAnyOrder(
                        "page.min GAUGE 1.0 @0",
                        "page.sum GAUGE 5050.0 @0",
                        "page.50percentile GAUGE 50.0 @0",
                        "page.99percentile GAUGE 99.0 @0");
    }

    private List<String> closedAt(long nowMillis) {
        return closedAt(aggregator, nowMillis);
    }

    private static List<String> closedAt(Aggregator of, long nowMillis) {
        of.advance(nowMillis);
        return textOf(of.take());
    }

    private static List<String> textOf(Points points) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            text.add(points.series(i) + " " + points.kind(i) + " " + points.value(i) + " @"
                    + (points.timeMillis(i) - START) / 1_000);
        }
        return text;
    }
}
