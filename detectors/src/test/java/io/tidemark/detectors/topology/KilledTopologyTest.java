package io.tidemark.detectors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a task that lost its memory goes on as if it had not. Method: a log with all that has state (late and far back
 * points, distributions, groups that fall silent, changed documents) is run once as it is, and once with kills; both must
 * tell the same records. The check is itself checked: each store in turn loses its last commit, and that must be noticed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledTopologyTest {
    private static final long BEGIN = 1_700_000_000L;
    private static final int STEPS = 130;

    private final Wire wire = Wire.singleObject();
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final List<ToldRecord> log = log();
    private final Map<String, List<ToldRecord>> expected = run(Set.of(), "");

    @Test
    void killedAnywhereItTellsWhatItWouldHaveToldWithout() {
        assertThat(expected.keySet())
                .contains("t.rollups", "t.bands", "t.anomalies", "t.dead-letters", "t.detectors-partial-sums");
        Set<Integer> everySeventh = new TreeSet<>();
        for (int i = 0; i < log.size(); i += 7) {
            everySeventh.add(i);
        }
        assertThat(difference(run(everySeventh, ""))).isEmpty();
    }

    /** Sabotage: what a store without its flush before the commit would lose is found, store by store. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "buckets",
                "sketches",
                "judged-series",
                "series-models",
                "open-groups",
                "judged-groups",
                "group-models"
            })
    void aStoreThatLosesItsLastCommitIsFound(String store) {
        Set<Integer> kills = new TreeSet<>();
        for (int i = 3;
                i < log.size();
                i += 13) { // Coprime to the log's rhythm of 11 records, so that every kind of record is hit.
            kills.add(i);
        }
        KilledRun run = new KilledRun(settings(), kills, store);
        String noticed;
        try {
            noticed = difference(run.run(log));
        } catch (StreamsException e) {
            noticed = e.getCause().getMessage(); // What is left contradicts itself, and the stream refuses to go on.
        }
        assertThat(run.losses()).isPositive();
        assertThat(noticed).isNotEmpty();
    }

    private Map<String, List<ToldRecord>> run(Set<Integer> killAfter, String forgetful) {
        return new KilledRun(settings(), killAfter, forgetful).run(log);
    }

    private String difference(Map<String, List<ToldRecord>> told) {
        for (String topic : expected.keySet()) {
            var difference = ToldRecord.difference(told.getOrDefault(topic, List.of()), expected.get(topic));
            if (difference.isPresent()
                    && !topic.equals("t.dead-letters")) { // They name offsets, which begin anew here.
                return topic + ": " + difference.get();
            }
        }
        return "";
    }

    private TopologySettings settings() {
        return new TopologySettings(
                "t.",
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofDays(1),
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                1_000,
                List.of(detectors, new ConfigurationLog()),
                wire,
                new Tally());
    }

    private List<ToldRecord> log() {
        detector("each", 0, "avg:m{*} by {*}.rollup(avg, 10)", 10, "", 4);
        detector("sums", 0, "sum:m{*} by {zone}.rollup(sum, 20)", 20, "", 4);
        detector("slow", 0, "p90:latency{*} by {zone}.rollup(30)", 30, "", 4);
        detector("whole", 0, "p99:latency{*} by {*}.rollup(20)", 20, "", 4);
        detector("sums", 700, "max:m{*} by {zone}.rollup(max, 20)", 20, "", 4);
        detector(
                "each",
                950,
                "avg:m{*} by {*}.rollup(avg, 10)",
                10,
                "\"effective_from\":\"" + java.time.Instant.ofEpochSecond(BEGIN + 1_050) + "\",",
                5);
        Random random = new Random(5);
        PointBatchWriter writer = new PointBatchWriter(wire);
        List<ToldRecord> records = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            long second = BEGIN + step * 10L;
            writer.begin("test");
            for (int host = 0; host < 6; host++) {
                boolean silent = host > 3 && step > 40 && step < 80;
                long late = random.nextInt(6) == 0 ? 10L * random.nextInt(9) : 0;
                double value = random.nextInt(150) == 0 ? 900 : random.nextGaussian() + 100.1;
                if (!silent) {
                    writer.add(
                            "m{host:h" + host + ",zone:z" + host % 2 + "}",
                            PointKind.GAUGE,
                            0,
                            (second - late) * 1000 + random.nextInt(9_000),
                            value);
                }
            }
            if (step == 90) {
                for (int back = 0; back < 200; back++) { // More than may be open, before and after what was told.
                    writer.add("m{host:back,zone:z0}", PointKind.GAUGE, 0, (second - 5_000 + back * 10L) * 1000, back);
                }
            }
            addDistribution(writer, second, random);
            record(records, writer.toBytes(), second);
            // Close to each other, so that sums of groups stay open from one tick to another.
            record(records, writer.tick((second + 4) * 1000), second);
            record(records, writer.tick((second + 6) * 1000), second);
            if (step % 3 > 0) {
                record(records, writer.tick((second + 9) * 1000), second);
            }
        }
        return records;
    }

    private void addDistribution(PointBatchWriter writer, long second, Random random) {
        for (int page = 0; page < 2; page++) {
            DDSketch sketch = DDSketches.logarithmicUnboundedDense(0.01);
            double sum = 0;
            for (int i = 0; i < 20; i++) {
                double value = Math.exp(random.nextGaussian() + page);
                sketch.accept(value);
                sum += value;
            }
            var bytes = sketch.serialize();
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            writer.addSketch("latency{page:p" + page + ",zone:z1}", 0, second * 1000 + page, sum / 20, array);
        }
    }

    private static void record(List<ToldRecord> records, byte[] value, long second) {
        records.add(ToldRecord.of(null, value, second * 1000));
    }

    private void detector(String id, long afterSeconds, String query, int interval, String more, int bounds) {
        String json = "{" + more + "\"query\":\"" + query + "\",\"interval\":" + interval
                + ",\"model\":\"basic\",\"bounds\":" + bounds + "}";
        var wanted = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        detectors.add(new ConfigurationLog.Entry(id, detectors.size(), (BEGIN + afterSeconds) * 1000, wanted));
    }
}
