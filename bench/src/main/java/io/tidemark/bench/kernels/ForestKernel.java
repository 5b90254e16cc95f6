package io.tidemark.bench.kernels;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import io.tidemark.bench.Forests;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same points into AWS's Random Cut Forest: 50 trees of 256 samples over shingles of 8, its documented defaults. As the bare forest, which
 * tells a score, and with its own thresholding (randomcutforest-parkservices), which tells what our models tell as well: whether it is an anomaly.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ForestKernel {

    private static final long SEED = 1;

    private RandomCutForest forest;
    private ThresholdedRandomCutForest thresholded;
    private double[] values;
    private int step;

    @Setup
    public void warmUp() {
        values = SyntheticMetric.weeks(6, SEED);
        forest = Forests.bare();
        thresholded = Forests.thresholded();
        for (step = 0; step < values.length / 6; step++) {
            forest.update(new double[] {values[step]});
            thresholded.process(new double[] {values[step]}, (long) SyntheticMetric.INTERVAL_SECONDS * step);
        }
    }

    @Benchmark
    public double next() {
        double[] point = {values[step++ % values.length]};
        double score = forest.getAnomalyScore(point);
        forest.update(point);
        return score;
    }

    @Benchmark
    public double nextWithThreshold() {
        double[] point = {values[step % values.length]};
        return thresholded
                .process(point, (long) SyntheticMetric.INTERVAL_SECONDS * step++)
                .getAnomalyGrade();
    }
}
