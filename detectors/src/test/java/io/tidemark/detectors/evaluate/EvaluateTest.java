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
    void aBadRowIsToldWithFileLineAndWhatWasExpected() throws IOException {
        Path corpus = corpus("bad", "timestamp,value\n100,1\n200,abc\n");
        EvaluationException e = assertThrows(EvaluationException.class, () -> Evaluate.run(Request.of(corpus, out())));
        assertEquals("bad-corpus-row", e.reason());
        assertTrue(e.getMessage().contains("bad.csv line 3 is \"200,abc\""), e.getMessage());
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
    void theReportIsAlsoJson() throws IOException {
        Path corpus = corpus("a", wave(400, 300, 300, true));
        Report report = Evaluate.run(Request.of(corpus, out())
                .withSettings(ModelSettings.ofInterval(300).withModel("basic"), true)
                .withPictures(true));
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertEquals("robust-zscore/1", json.get("model").asText());
        assertTrue(json.get("figures").has("delay_f1"));
        assertTrue(Files.readString(out().resolve("a.svg")).startsWith("<svg"));
    }
}
