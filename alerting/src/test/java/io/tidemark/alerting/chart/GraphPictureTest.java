package io.tidemark.alerting.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.avro.Graph;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Looks at pixels: what a person would see must be there, and where it belongs. */
class GraphPictureTest {

    private static final long START = 1_700_000_000_000L;

    @Test
    void itIsTwiceTheSizeItIsShownAt() {
        BufferedImage image = draw(flat(60, i -> false));
        assertThat(image.getWidth()).isEqualTo(2 * GraphPicture.WIDTH);
        assertThat(image.getHeight()).isEqualTo(2 * GraphPicture.HEIGHT);
    }

    @Test
    void theBandIsGreyTheLineIsBlueAndNothingIsRedWhileAllIsWell() {
        BufferedImage image = draw(flat(60, i -> false));
        assertThat(plotColumns(image, Drawing.BAND)).hasSizeGreaterThan(900);
        assertThat(plotColumns(image, Drawing.LINE)).hasSizeGreaterThan(900);
        assertThat(plotColumns(image, Drawing.MARK)).isEmpty();
    }

    @Test
    void aRedMarkerStandsWhereTheAnomalyWas() {
        // 101 buckets: number 75 is at three quarters of the span of the blue line.
        BufferedImage image = draw(flat(101, i -> i == 75));
        List<Integer> line = plotColumns(image, Drawing.LINE);
        List<Integer> red = plotColumns(image, Drawing.MARK);
        double share = (red.get(red.size() / 2) - line.get(0)) / (double) (line.get(line.size() - 1) - line.get(0));
        assertThat(share).isBetween(0.74, 0.76);
        assertThat(red).hasSizeBetween(10, 24);
    }

    @Test
    void missingBucketsAreAGapInTheLineAndInTheBand() {
        Graph graph = flat(100, i -> false);
        for (int i = 60; i >= 40; i--) {
            graph.getStartMillis().remove(i);
            graph.getValue().remove(i);
            graph.getLower().remove(i);
            graph.getUpper().remove(i);
            graph.getAnomalous().remove(i);
        }
        BufferedImage image = draw(graph);
        assertThat(widestHole(plotColumns(image, Drawing.LINE))).isBetween(200, 280);
        assertThat(widestHole(plotColumns(image, Drawing.BAND))).isBetween(200, 280);
    }

    @Test
    void aSpikeOfOneBucketAmongTwentyThousandIsStillDrawnAndMarked() {
        BufferedImage image = draw(flat(20_000, i -> i == 12_345));
        assertThat(plotColumns(image, Drawing.MARK)).isNotEmpty();
    }

    @Test
    void theSameGraphGivesTheSameBytes() {
        assertThat(GraphPicture.png(flat(300, i -> i % 50 == 0)))
                .hasValueSatisfying(first -> assertThat(GraphPicture.png(flat(300, i -> i % 50 == 0)))
                        .hasValueSatisfying(second -> assertThat(second).isEqualTo(first)));
    }

    @Test
    void aThresholdIsALineAcrossThePlot() {
        Graph graph = Graph.newBuilder(flat(60, i -> false))
                .setThresholds(List.of(30.0))
                .build();
        assertThat(plotColumns(draw(graph), Drawing.THRESHOLD)).hasSizeGreaterThan(500);
    }

    @Test
    void anEmptyGraphHasNoPicture() {
        assertThat(GraphPicture.png(flat(0, i -> false))).isEmpty();
    }

    @Test
    void oddGraphsAreDrawnAllTheSame() {
        Graph one = flat(1, i -> true);
        Graph nothingButGaps = flat(30, i -> false);
        Collections.fill(nothingButGaps.getValue(), Double.NaN);
        Graph infinite = flat(30, i -> false);
        infinite.getValue().set(3, Double.POSITIVE_INFINITY);
        infinite.getValue().set(4, Double.MAX_VALUE);
        infinite.getUpper().set(4, Float.POSITIVE_INFINITY);
        Graph strangeZone = Graph.newBuilder(flat(30, i -> false))
                .setZone("Mars/Olympus")
                .setTitle("\u202Egnp\u0000 " + "x".repeat(5_000))
                .build();
        Graph sameInstant = flat(3, i -> false);
        Collections.fill(sameInstant.getStartMillis(), START);
        for (Graph graph : List.of(one, nothingButGaps, infinite, strangeZone, sameInstant)) {
            assertThat(draw(graph).getWidth()).isEqualTo(2 * GraphPicture.WIDTH);
        }
    }

    @Test
    void columnsOfDifferentLengthAreRefusedWithTheirLengths() {
        Graph graph = flat(30, i -> false);
        graph.getValue().remove(0);
        assertThatThrownBy(() -> GraphPicture.png(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("30 starts, 29 values");
    }

    static Graph flat(int n, IntPredicate anomalous) {
        List<Long> starts = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Boolean> marks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            starts.add(START + i * 10_000L);
            values.add(anomalous.test(i) ? 40.0 : 10 + Math.sin(i));
            marks.add(anomalous.test(i));
        }
        return Graph.newBuilder()
                .setTitle("avg:app.latency{host:a}")
                .setStartMillis(starts)
                .setValue(values)
                .setLower(new ArrayList<>(Collections.nCopies(n, 5f)))
                .setUpper(new ArrayList<>(Collections.nCopies(n, 15f)))
                .setAnomalous(marks)
                .setZone("Europe/Paris")
                .build();
    }

    private static BufferedImage draw(Graph graph) {
        try {
            return ImageIO.read(new ByteArrayInputStream(GraphPicture.png(graph).orElseThrow()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Columns of the plot (title and key cut off) that hold a pixel of nearly that colour. */
    private static List<Integer> plotColumns(BufferedImage image, Color colour) {
        return IntStream.range(0, image.getWidth())
                .filter(x -> IntStream.range(60, 470).anyMatch(y -> near(new Color(image.getRGB(x, y)), colour)))
                .boxed()
                .toList();
    }

    private static boolean near(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed()) < 12
                && Math.abs(a.getGreen() - b.getGreen()) < 12
                && Math.abs(a.getBlue() - b.getBlue()) < 12;
    }

    private static int widestHole(List<Integer> columns) {
        int widest = 0;
        for (int i = 1; i < columns.size(); i++) {
            widest = Math.max(widest, columns.get(i) - columns.get(i - 1));
        }
        return widest;
    }
}
