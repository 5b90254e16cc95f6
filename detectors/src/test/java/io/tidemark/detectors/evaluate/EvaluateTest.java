package io.tidemark.detectors.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detectors.model.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {
    @TempDir
    Path folder;

    private static String wave(int rows, int interval, int spikeAt, boolean labels) {
        SplittableRandom random = new SplittableRandom(9);
        return (labels ? "timestamp,value,label\n" : "timestamp,value\n")
                + IntStream.range(0, rows)
                        .mapToObj(i -> {
                            boolean spike = i >= spikeAt && i < spikeAt + 5;
                            double value = 50
                                    + 10 * Math.sin(i * 2 * Math.PI * interval / 86_400)
                                    + random.nextDouble()
                                    + (spike ? 40 : 0);
                            return 1_600_000_000L + (long) i * interval + "," + value
                                    + (labels ? spike ? ",1" : ",0" : "");
                        })
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    private Path corpus(String name, String csv) throws IOException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Files.writeString(corpus.resolve(name + ".csv"), csv);
        return corpus;
    }

    private Path out() {
        return folder.resolve("out");
    }

    @Test
    void aRowOfTheResultStandsForEachRowOfTheInputInItsOrder() throws IOException {
        Path corpus =
                corpus("a", "timestamp,value\n100,1\n100,2\n40,3\n,\n".replace(",\n", "") + "900,\n1000,NaN\n1100,5\n");
        Evaluate.run(Request.of(corpus, out()));
        List<String> rows = Files.readAllLines(out().resolve("a.csv"));
        assertEquals("timestamp,value,expected,lower,upper,score,anomalous", rows.get(0));
        assertEquals(
                List.of("100", "100", "40", "900", "1000", "1100"),
                rows.stream().skip(1).map(row -> row.split(",")[0]).toList());
        assertTrue(rows.stream().skip(1).allMatch(row -> row.split(",").length == 7));
    }

    @Test
    void anObviousSpikeIsFoundAndScored() throws IOException {
        Path corpus = corpus("spiky", wave(6_000, 300, 5_000, true));
        Report report = Evaluate.run(Request.of(corpus, out()));
        assertEquals(1, report.labelledSeries());
        assertEquals(6_000, report.rows());
        assertEquals(1.0, report.figures().get("event_recall_1_per_week"), report.table());
        assertEquals(1.0, report.figures().get("delay_f1"), 1e-9, report.table());
        String row = Files.readAllLines(out().resolve("spiky.csv")).get(5_001);
        assertTrue(row.endsWith(",1"), "the first row of the spike is called anomalous: " + row);
    }

    @Test
    void whatComesLaterDoesNotChangeWhatWasSaid() throws IOException {
        String whole = wave(3_000, 300, 2_900, false);
        String[] lines = whole.split("\n");
        Path corpus = corpus("whole", whole);
        corpus("part", String.join("\n", List.of(lines).subList(0, 2_001)) + "\n");
        Evaluate.run(Request.of(corpus, out()));
        assertEquals(
                Files.readAllLines(out().resolve("part.csv")),
                Files.readAllLines(out().resolve("whole.csv")).subList(0, 2_001));
    }

    @Test
    void labelsAreNeverReadByTheDetector() throws IOException {
        Path corpus = corpus("with", wave(2_000, 300, 1_500, true));
        corpus("without", wave(2_000, 300, 1_500, false));
        Evaluate.run(Request.of(corpus, out()));
        assertEquals(Files.readString(out().resolve("without.csv")), Files.readString(out().resolve("with.csv")));
    }

    @Test
    void theIntervalIsStatedOrSeenInTheFirstRows() {
        long[] times = {0, 60, 120, 180, 180, 120, 600, 660};
        LabelledSeries unstated = new LabelledSeries("x", times, new double[8], null, 0, Long.MIN_VALUE);
        assertEquals(60, unstated.statedInterval());
        assertEquals(300, new LabelledSeries("x", times, new double[8], null, 300, 0).statedInterval());
    }

    @Test
    void aManifestSaysTheIntervalAndFromWhereToScore() throws IOException {
        Path corpus = folder.resolve("corpus");
        Files.createDirectories(corpus.resolve("series"));
        Files.writeString(corpus.resolve("series/a.csv"), "timestamp,value,label\n0,1,1\n60,1,0\n120,1,1\n180,1,0\n");
        Files.writeString(corpus.resolve("manifest.csv"), "series,interval_s,eval_from\na,60,60\n");
        LabelledSeries read = Corpus.open(corpus).read("a");
        assertEquals(60, read.intervalSeconds());
        JudgedSeries judged = new JudgedSeries(read, 60, null, null, null, new float[] {9, 1, 2, 0}, null);
        assertArrayEquals(new float[] {1, 2, 0}, PointScore.Part.of(judged).scores());
    }

    @Test
    void progressIsToldOnceASeries() throws IOException {
        Path corpus = corpus("a", wave(100, 60, 50, false));
        corpus("b", wave(100, 60, 50, false));
        AtomicInteger told = new AtomicInteger();
        Evaluate.run(Request.of(corpus, out()).withProgress((series, done, total, rows) -> {
            assertEquals(2, total);
            assertEquals(told.incrementAndGet(), done);
            assertEquals(100L * done, rows);
        }));
        assertEquals(2, told.get());
    }

    @Test
    void rowsThatCannotBeReadAreToldWithFileAndLineAndTheRestIsKept() throws IOException {
        Path corpus = corpus("bad", "timestamp,value\n100,1\n200,abc\nyesterday,3\n300\n400,4\n");
        Report report = Evaluate.run(Request.of(corpus, out()));
        assertEquals(2, report.rows());
        assertEquals(3, report.unreadableRows());
        assertTrue(report.unreadable().get(0).contains("bad.csv line 3 is \"200,abc\""), report.unreadable()::toString);
        assertEquals(3, Files.readAllLines(out().resolve("bad.csv")).size());
        Path nothing = corpus("bad", "timestamp,value\nx,y\n");
        assertEquals(
                "bad-corpus-row",
                assertThrows(EvaluationException.class, () -> Evaluate.run(Request.of(nothing, out())))
                        .reason());
        Path header = corpus("bad", "time;value\n1;2\n");
        assertEquals(
                "bad-corpus-header",
                assertThrows(EvaluationException.class, () -> Evaluate.run(Request.of(header, out())))
                        .reason());
        assertEquals(
                "no-corpus",
                assertThrows(EvaluationException.class, () -> Evaluate.run(Request.of(folder.resolve("none"), out())))
                        .reason());
    }

    @Test
    void timesMayBeSecondsMillisecondsOrDatesWithAHeaderOrWithout() throws IOException {
        Path corpus = corpus("s", "1396310400,1\n1396310700,2\n");
        corpus("ms", "\ufeffTimestamp,Value\n1396310400000,1\n1396310700999,2\n");
        corpus("date", "\"timestamp\",\"value\"\n2014-04-01 00:00:00,1\n2014-04-01T00:05:00Z,2\n");
        try (var zipped = new java.util.zip.GZIPOutputStream(Files.newOutputStream(corpus.resolve("zip.csv.gz")))) {
            zipped.write("value,timestamp\r\n1,1396310400\r\n2,1396310700.25\r\n".getBytes());
        }
        for (String name : List.of("s", "ms", "date", "zip")) {
            LabelledSeries read = Corpus.open(corpus).read(name);
            assertArrayEquals(new long[] {1_396_310_400, 1_396_310_700}, read.times(), name);
            assertArrayEquals(new double[] {1, 2}, read.values(), name);
        }
    }

    @Test
    void alarmsOnCleanStretchesAreCountedOnceAndNotBesideALabel() {
        int n = 3 * 288 + 2_016;
        boolean[] labels = new boolean[n];
        boolean[] anomalous = new boolean[n];
        int from = 3 * 288;
        anomalous[from - 1] = true; // Warm-up.
        anomalous[from + 100] = true;
        anomalous[from + 105] = true; // The same alarm.
        anomalous[from + 300] = true;
        labels[from + 500] = true;
        anomalous[from + 499] = true; // Reaches into the label.
        anomalous[from + 502] = true;
        anomalous[from + 509] = true; // Right after it.
        anomalous[from + 700] = true;
        LabelledSeries series = new LabelledSeries("x", new long[n], new double[n], labels, 300, Long.MIN_VALUE);
        JudgedSeries judged = new JudgedSeries(series, 300, null, null, null, new float[n], anomalous);
        assertEquals(3.0, CleanStretches.alarmsPerWeek(List.of(judged)), 0.01);
    }

    @Test
    void aPeerIsScoredLikeAModel() throws IOException {
        Path corpus = corpus("spiky", wave(6_000, 300, 5_000, true));
        Report report =
                Evaluate.run(Request.of(corpus, out()).withoutResults().withPeer("over-80", interval -> new Peer() {
                    private double last;

                    @Override
                    public double next(long startSeconds, double value) {
                        last = value;
                        return Math.max(0, value);
                    }

                    @Override
                    public boolean isAlarm() {
                        return last > 75;
                    }
                }));
        assertEquals("over-80", report.model());
        assertEquals(1.0, report.figures().get("delay_f1"), 1e-9, report.table());
        assertTrue(Files.notExists(out()), "only scores were asked for");
    }

    @Test
    void theReportIsAlsoJson() throws IOException {
        Path corpus = corpus("a", wave(400, 300, 300, true));
        Report report = Evaluate.run(Request.of(corpus, out())
                .withSettings(ModelSettings.ofInterval(300).withModel("basic"), true)
                .withPictures(true));
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertEquals("robust-zscore/2", json.get("model").asText());
        assertTrue(json.get("figures").has("delay_f1"));
        byte[] png = Files.readAllBytes(out().resolve("a.png"));
        assertEquals("PNG", new String(png, 1, 3, java.nio.charset.StandardCharsets.US_ASCII));
    }
}
