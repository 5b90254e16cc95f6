package io.tidemark.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Channel;
import io.tidemark.avro.View;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e[+-]\\d+)?");

    private static Evidence evidence(double value, Channel channel, View view) {
        return new Evidence(
                value,
                28.1,
                20.3,
                35.4,
                2.77,
                5.12,
                30,
                -1.9,
                86_400,
                channel,
                view,
                false,
                List.of(27.9, Double.NaN, 31.0));
    }

    @Test
    void theSentenceSaysWhatCameWhatWasExpectedAndWhy() {
        assertThat(evidence(42.5, Channel.INCIDENT, View.SURPRISE).sentence())
                .isEqualTo(
                        "42.5 is 7.1 above the band 20.3 to 35.4 (expected 28.1): 5.2 deviations of 2.77; level 30 and season"
                                + " -1.9, as every day; the same hour of the days before: 27.9, none, 31; it looks like the onset of an"
                                + " incident: far from what the last values and the season let one expect; score 5.1.");
    }

    @Test
    void aValueInsideItsBandIsNotCalledOutOfIt() {
        assertThat(evidence(29, Channel.BEHAVIOUR, View.NOVELTY).sentence())
                .startsWith("29 lies inside the band 20.3 to 35.4")
                .contains(
                        "not its size is unusual, but this behaviour was not seen before: no value near it was seen before");
    }

    @Test
    void whatIsNotKnownIsNotSaid() {
        Evidence bare = new Evidence(
                3, 1, 0, 2, 0, 0, Double.NaN, Double.NaN, 0, Channel.BAND, View.DEVIATION, false, List.of());
        assertThat(bare.sentence()).isEqualTo("3 is 1 above the band 0 to 2 (expected 1).");
    }

    /** Goal: no number is invented. Method: each number of a sentence must be one of those that follow from the fields. */
    @Test
    void everyNumberFollowsFromTheFields() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            Evidence evidence = random(random);
            assertThat(strangers(evidence, evidence.sentence()))
                    .as("seed 17, sentence %d: %s", i, evidence.sentence())
                    .isEmpty();
        }
    }

    /** Sabotage: a number that follows from nothing is found. */
    @Test
    void aNumberThatFollowsFromNothingIsFound() {
        Evidence evidence = random(new Random(3));
        assertThat(strangers(evidence, evidence.sentence() + " 12345.678")).containsExactly("12345.678");
    }

    private static Evidence random(Random random) {
        double lower = random.nextGaussian() * 100;
        double upper = lower + random.nextDouble() * 50;
        return new Evidence(
                lower + random.nextGaussian() * 100,
                (lower + upper) / 2,
                lower,
                upper,
                random.nextDouble() * 10,
                random.nextDouble() * 9,
                random.nextGaussian() * 1e5,
                random.nextGaussian(),
                random.nextBoolean() ? 604_800 : 7_200,
                Channel.values()[random.nextInt(Channel.values().length)],
                View.values()[random.nextInt(View.values().length)],
                random.nextBoolean(),
                List.of(random.nextGaussian() * 1e-5, random.nextGaussian() * 1e10));
    }

    private static List<String> strangers(Evidence e, String sentence) {
        Set<String> allowed = new TreeSet<>();
        for (double number : new double[] {
            e.value(),
            e.expected(),
            e.lower(),
            e.upper(),
            e.scale(),
            e.trend(),
            e.season(),
            e.value() - e.upper(),
            e.lower() - e.value(),
            Math.abs(e.value() - e.expected()) / e.scale(),
            e.seasonSeconds() / 3_600.0,
            Math.round(e.score() * 10) / 10.0
        }) {
            allowed.add(Evidence.number(number));
        }
        e.past().forEach(day -> allowed.add(Evidence.number(day)));
        allowed.add(String.format(java.util.Locale.ROOT, "%.1f", e.score()));
        Matcher numbers = NUMBER.matcher(sentence);
        return numbers.results()
                .map(found -> found.group())
                .filter(number -> !allowed.contains(number))
                .toList();
    }
}
