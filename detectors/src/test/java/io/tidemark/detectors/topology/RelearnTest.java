package io.tidemark.detectors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.tally.Tally;
import io.tidemark.wire.BandFlags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a model that is learnt again knows what it would know had the log been another. Method: two runs, one in which the
 * change comes late and one in which it was so from the beginning; afterwards every band is the same in all its numbers.
 */
class RelearnTest {
    private static final int STEP = 10;
    private static final int BAD_FROM = 1_200;
    private static final int BAD_TO = 1_500;
    private static final int CHANGE = 1_800;
    private static final int ANSWER = 1_900;
    private static final int COMPARE = 1_950;
    private static final int END = 2_500;
    private static final String SPAN = "{\"metric\":\"m\",\"start\":\"" + Instant.ofEpochSecond(BAD_FROM)
            + "\",\"end\":\"" + Instant.ofEpochSecond(BAD_TO) + "\",\"message\":\"a test of the load balancer\"}";

    /** What differs between two runs. */
    private interface Change {
        void at(Stream stream, int second);
    }

    @ParameterizedTest
    @CsvSource({
        "agile, each",
        "auto, each",
        "robust, grouped",
        "basic, grouped",
    })
    void anExclusionIsAsIfTheSpanHadNotBeen(String model, String grouping) {
        String detector = detector(model, grouping);
        List<String> excludedLater = run(detector, 1, false, (stream, second) -> {
            if (second == CHANGE) {
                stream.exclusion("x", SPAN);
            }
            if (second == ANSWER) {
                assertThat(stream.answerFromWhatIsKept()).isEqualTo(2);
            }
        });
        List<String> neverSent = run(detector, 1, true, (stream, second) -> {});
        List<String> learnt = run(detector, 1, false, (stream, second) -> {});
        assertThat(excludedLater).isEqualTo(neverSent).isNotEqualTo(learnt);
    }

    @Test
    void anExclusionThatIsTakenBackLeavesNoTrace() {
        List<String> takenBack = run(detector("agile", "each"), 1, false, (stream, second) -> {
            if (second == 1_550) {
                stream.exclusion("x", SPAN);
            }
            if (second == 1_600 || second == ANSWER) {
                stream.answerFromWhatIsKept();
            }
            if (second == CHANGE) {
                stream.exclusion("x", "");
            }
        });
        assertThat(takenBack).isEqualTo(run(detector("agile", "each"), 1, false, (stream, second) -> {}));
    }

    @Test
    void whatLiesInAKnownExclusionIsJudgedButNotLearnt() {
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            stream.exclusion("x", SPAN);
            feed(stream, 10, END, false, (s, second) -> {});
            List<String> bands = stream.wholeBands();
            assertThat(bands).filteredOn(row -> flags(row, BandFlags.EXCLUDED)).hasSize(2 * (BAD_TO - BAD_FROM) / STEP);
            assertThat(bands)
                    .filteredOn(row -> flags(row, BandFlags.EXCLUDED) && flags(row, BandFlags.ANOMALOUS))
                    .isNotEmpty();
            assertThat(after(bands)).isEqualTo(run(detector("agile", "each"), 1, true, (s, second) -> {}));
            assertThat(stream.tally.get(Tally.Of.RELEARN_ASKED)).isLessThanOrEqualTo(2); // By the new detector alone.
        }
    }

    @Test
    void anExclusionOfOtherGroupsChangesNothing() {
        String elsewhere = "{\"scope\":\"host:z\"," + SPAN.substring(1);
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            feed(stream, 10, CHANGE, false, (s, second) -> {});
            stream.answerFromWhatIsKept();
            long before = stream.tally.get(Tally.Of.RELEARN_ASKED);
            stream.exclusion("x", elsewhere);
            feed(stream, CHANGE, CHANGE + 100, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_ASKED)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "agile, each, 10",
        "agile, each, 30",
        "auto, each, 60",
        "agile, grouped, 20",
        "basic, grouped, 10",
    })
    void aNewDetectorKnowsWhatItWouldKnowHadItBeenThere(String model, String grouping, int width) {
        String detector = detector(model, grouping).replace("10)", width + ")").replace(":10", ":" + width);
        List<String> late = run(detector, 1_500, false, (stream, second) -> {
            if (second == 1_700) {
                assertThat(stream.answerFromWhatIsKept()).isEqualTo(2);
            }
        });
        assertThat(late).isEqualTo(run(detector, 1, false, (stream, second) -> {}));
    }

    @Test
    void aModelThatComesTooLateOrTwiceChangesNothing() {
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            feed(stream, 10, 1_600, false, (s, second) -> {});
            stream.exclusion("x", SPAN);
            feed(stream, 1_600, 5_300, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_GIVEN_UP)).isEqualTo(2);
            stream.answerFromWhatIsKept();
            assertThat(stream.tally.get(Tally.Of.RELEARNT)).isZero();
        }
    }

    @Test
    void whereNothingWasKeptNobodyWaits() {
        List<String> asked = new ArrayList<>();
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            feed(stream, 10, 40, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_ASKED)).isEqualTo(2);
            assertThat(stream.answerFromWhatIsKept()).isZero();
            feed(stream, 40, 5_300, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_NOTHING_KEPT)).isEqualTo(2);
            assertThat(stream.tally.get(Tally.Of.RELEARN_GIVEN_UP)).isZero();
            asked = after(stream.wholeBands());
        }
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            feed(stream, 10, 5_300, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_GIVEN_UP)).isEqualTo(2);
            assertThat(after(stream.wholeBands())).isEqualTo(asked);
        }
    }

    @Test
    void aModelThatIsAskedForAgainIsWaitedForFromThenOn() {
        try (Stream stream = new Stream()) {
            stream.detector("d", detector("agile", "each"));
            feed(stream, 10, 1_600, false, (s, second) -> {});
            stream.exclusion("x", SPAN);
            feed(stream, 1_600, 3_000, false, (s, second) -> {});
            long asked = stream.tally.get(Tally.Of.RELEARN_ASKED);
            stream.exclusion("y", SPAN);
            feed(stream, 3_000, 5_300, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_ASKED)).isEqualTo(asked + 2);
            assertThat(stream.tally.get(Tally.Of.RELEARN_GIVEN_UP)).isZero();
            feed(stream, 5_300, 6_800, false, (s, second) -> {});
            assertThat(stream.tally.get(Tally.Of.RELEARN_GIVEN_UP)).isEqualTo(2);
        }
    }

    @Test
    void aNewSeriesBorrowsTheShapeOfASiblingAndSaysSo() {
        try (Stream stream = new Stream()) {
            stream.detector(
                    "d", detector("agile", "each").replace("\"model\"", "\"seasonality\":\"hourly\",\"model\""));
            feed(stream, 10, 7_600, false, (s, second) -> {});
            stream.wholeBands();
            feed(stream, 7_600, 8_300, false, (s, second) -> s.point("m{host:new}", second - 5, wave(second) * 3));
            assertThat(stream.tally.get(Tally.Of.BORROWED)).isPositive();
            assertThat(stream.wholeBands())
                    .filteredOn(row -> row.startsWith("m{host:new}"))
                    .filteredOn(row -> flags(row, BandFlags.BORROWED))
                    .hasSizeGreaterThan(30);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void killedBetweenQuestionAndAnswerItTellsTheSame(int killsEvery) {
        List<ToldRecord> killed = new RelearnUnderKills(killsEvery).told();
        assertThat(ToldRecord.difference(killed, new RelearnUnderKills(0).told()))
                .isEmpty();
    }

    private static String detector(String model, String grouping) {
        String query =
                grouping.equals("each") ? "avg:m{*} by {*}.rollup(avg, 10)" : "sum:m{*} by {host}.rollup(sum, 10)";
        return "{\"query\":\"" + query + "\",\"interval\":10,\"model\":\"" + model + "\",\"bounds\":4}";
    }

    /** The bands from {@link #COMPARE} on. */
    private static List<String> run(String detector, int since, boolean withoutSpan, Change change) {
        try (Stream stream = new Stream()) {
            feed(stream, 10, since, withoutSpan, change);
            stream.detector("d", detector);
            feed(stream, Math.max(10, since), END, withoutSpan, change);
            return after(stream.wholeBands());
        }
    }

    private static List<String> after(List<String> bands) {
        List<String> compared = bands.stream()
                .filter(row -> Long.parseLong(row.substring(row.indexOf('|') + 1, row.indexOf(' '))) >= COMPARE)
                .toList();
        assertThat(compared).hasSizeGreaterThan(10);
        return compared;
    }

    private static void feed(Stream stream, int from, int to, boolean withoutSpan, Change change) {
        for (int second = from; second < to; second += STEP) {
            for (int host = 0; host < 2; host++) {
                boolean bad = second - 5 >= BAD_FROM && second - 5 < BAD_TO;
                if (!bad || !withoutSpan) {
                    double noise = new Random(second * 31L + host).nextGaussian();
                    stream.point("m{host:" + host + "}", second - 5, wave(second) + noise + (bad ? 60 : 0));
                }
            }
            stream.tick(second);
            stream.tick(second + 5);
            change.at(stream, second);
        }
    }

    private static double wave(int second) {
        return 50 + 20 * Math.sin(second / 3_600.0 * 2 * Math.PI);
    }

    private static boolean flags(String row, int flag) {
        return (Integer.parseInt(row.substring(row.lastIndexOf(' ') + 1)) & flag) != 0;
    }
}
