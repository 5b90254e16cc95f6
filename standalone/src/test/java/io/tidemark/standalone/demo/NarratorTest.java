package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Channel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final ShiftedSeries taxi = ShiftedSeries.endingBefore(
            Instant.parse("2026-03-14T15:09:26Z"), DemoSeries.all().get(0));
    private final List<String> lines = new ArrayList<>();
    private final Narrator narrator = new Narrator(List.of(taxi), ZoneOffset.UTC, lines::add);

    @Test
    void aLabelledEventIsToldOnceWithItsNameItsValueAndWhatWasExpected() {
        Instant thanksgiving = taxi.shifted(Instant.parse("2014-11-27T15:30:00Z"));
        narrator.found(anomaly("nyc-taxi", thanksgiving, 15_255, 21_000));
        narrator.found(anomaly("nyc-taxi", thanksgiving.plusSeconds(1_800), 13_560, 21_000));

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("NYC taxi")
                        .contains("15,255 passengers")
                        .contains("expected 21,000")
                        .contains("labelled event 'Thanksgiving'"));
    }

    @Test
    void neighbouringAnomaliesOfNoEventAreOneFindAndALaterOneIsAnother() {
        narrator.found(anomaly("nyc-taxi", taxi.shifted(Instant.parse("2014-11-10T00:00:00Z")), 1, 2));
        assertThat(lines).as("of the past").isEmpty();

        Instant at = taxi.shifted(Instant.parse("2015-01-22T10:00:00Z"));
        narrator.found(anomaly("nyc-taxi", at, 1, 2));
        narrator.found(anomaly("nyc-taxi", at.plusSeconds(1_800), 1, 2));
        narrator.found(anomaly("nyc-taxi", at.plusSeconds(7 * 3_600), 1, 2));

        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("labelled"));
    }

    @Test
    void anAnomalyOfAnUnknownDetectorIsToldUnderTheDetectorsName() {
        narrator.found(anomaly("host-cpu", Instant.EPOCH, 99.5, 3));
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("found   host-cpu: anomaly at Thu 1 Jan 00:00, value 99.5");
    }

    private static Anomaly anomaly(String detector, Instant at, double value, double expected) {
        return Anomaly.newBuilder()
                .setDetector(detector)
                .setGroup("*")
                .setQuery("avg:m{*}")
                .setBucketStart(at)
                .setIntervalSeconds(1_800)
                .setValue(value)
                .setExpected(expected)
                .setLower(expected - 1)
                .setUpper(expected + 1)
                .setScale(1)
                .setScore(9)
                .setChannel(Channel.BAND)
                .setExplanation("out of band")
                .setModel("test")
                .setConfigVersion(1)
                .build();
    }
}
