package io.tidemark.detectors.topology;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.ExclusionDocument;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyTestDriver;

/** A run in which an exclusion comes and is answered at a certain record, killed after every so many records. */
final class RelearnUnderKills {
    private static final long BEGIN = 1_700_000_000L;
    private static final int STEPS = 260;
    private static final int CHANGED_AT = 150;
    private static final int ANSWERED_AT = 180;

    private final Wire wire = Wire.singleObject();
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final ConfigurationLog exclusions = new ConfigurationLog();
    private final int killsEvery;
    private KeptHistory history = new KeptHistory();
    private int answers;

    /** @param killsEvery 0: never */
    RelearnUnderKills(int killsEvery) {
        this.killsEvery = killsEvery;
    }

    /** All bands as bytes. */
    List<ToldRecord> told() {
        configure();
        List<ToldRecord> log = log();
        Set<Integer> kills = new TreeSet<>();
        for (int i = killsEvery; killsEvery > 0 && i < log.size(); i += killsEvery) {
            kills.add(i);
        }
        TopologySettings settings = settings();
        Map<String, List<ToldRecord>> told = new KilledRun(settings, kills, "", (record, driver, soFar) -> {
                    if (record == 3 * ANSWERED_AT) {
                        answer(settings, driver, soFar);
                    }
                })
                .run(log);
        if (answers != 4) {
            throw new AssertionError(answers + " answers (expected one for each of four groups)");
        }
        return told.get("t.bands");
    }

    private void answer(TopologySettings settings, TopologyTestDriver driver, Map<String, List<ToldRecord>> soFar) {
        answers = history.answer(
                settings,
                soFar.get("t.rollups").stream().map(ToldRecord::value).toList(),
                soFar.get("t.bands").stream().map(ToldRecord::value).toList());
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    private TopologySettings settings() {
        return new TopologySettings(
                        "t.",
                        1,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        1_000,
                        List.of(detectors, new ConfigurationLog(), exclusions),
                        wire,
                        new Tally())
                .withHistory(history);
    }

    private void configure() {
        detector("each", "avg:m{*} by {*}.rollup(avg, 10)");
        detector("sums", "sum:m{*} by {host}.rollup(sum, 10)");
        String json = "{\"metric\":\"m\",\"start\":\"" + Instant.ofEpochSecond(BEGIN + 600) + "\",\"end\":\""
                + Instant.ofEpochSecond(BEGIN + 900) + "\"}";
        var exclusion = Documents.parse(DocumentKind.EXCLUSION, "x", json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> (ExclusionDocument) accepted.document(), refused -> {
                    throw new AssertionError(refused.faults());
                });
        exclusions.add(new ConfigurationLog.Entry(
                "x", 0, (BEGIN + CHANGED_AT * 10L) * 1000, List.of(), Optional.of(exclusion)));
    }

    private void detector(String id, String query) {
        String json = "{\"query\":\"" + query + "\",\"interval\":10,\"model\":\"agile\",\"bounds\":4}";
        var wanted = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        // Known long before the points: nothing is kept from earlier, so the exclusion is all that is asked for.
        detectors.add(new ConfigurationLog.Entry(id, detectors.size(), (BEGIN - 100_000) * 1000, wanted));
    }

    private List<ToldRecord> log() {
        Random random = new Random(3);
        PointBatchWriter writer = new PointBatchWriter(wire);
        List<ToldRecord> records = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            long second = BEGIN + step * 10L;
            writer.begin("test");
            for (int host = 0; host < 2; host++) {
                double value = 20 + random.nextGaussian() + (step >= 60 && step < 90 ? 50 : 0);
                writer.add("m{host:" + host + "}", PointKind.GAUGE, 0, second * 1000, value);
            }
            records.add(ToldRecord.of(null, writer.toBytes(), second * 1000));
            records.add(ToldRecord.of(null, writer.tick((second + 4) * 1000), second * 1000));
            records.add(ToldRecord.of(null, writer.tick((second + 9) * 1000), second * 1000));
        }
        return records;
    }
}
