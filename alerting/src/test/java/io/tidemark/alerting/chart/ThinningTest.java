package io.tidemark.alerting.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ThinningTest {

    /** Seeded series of 50,000 rows with gaps and marks: extremes, every mark and every long gap must survive. */
    @Test
    void aLongSeriesKeepsItsExtremesItsAnomaliesAndItsGaps() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            int n = 50_000;
            GraphPoints points =
                    new GraphPoints(new long[n], new double[n], new double[n], new double[n], new boolean[n]);
            for (int i = 0; i < n; i++) {
                points.millis()[i] = i * 1_000L;
                points.value()[i] = random.nextInt(200) == 0 ? Double.NaN : random.nextGaussian();
                points.anomalous()[i] = random.nextInt(500) == 0;
            }
            GraphPoints thin = Thinning.thin(points);
            assertThat(thin.size()).as("seed %d", seed).isLessThan(6 * Thinning.COLUMNS);
            assertThat(max(thin)).as("seed %d", seed).isEqualTo(max(points));
            assertThat(marks(thin)).as("seed %d", seed).isEqualTo(marks(points));
            assertThat(gaps(thin)).as("seed %d", seed).isPositive();
        }
    }

    private static double max(GraphPoints points) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : points.value()) {
            max = Double.isNaN(v) ? max : Math.max(max, v);
        }
        return max;
    }

    private static int marks(GraphPoints points) {
        int count = 0;
        for (int i = 0; i < points.size(); i++) {
            count += points.anomalous()[i] && !Double.isNaN(points.value()[i]) ? 1 : 0;
        }
        return count;
    }

    private static int gaps(GraphPoints points) {
        int count = 0;
        for (double v : points.value()) {
            count += Double.isNaN(v) ? 1 : 0;
        }
        return count;
    }
}
