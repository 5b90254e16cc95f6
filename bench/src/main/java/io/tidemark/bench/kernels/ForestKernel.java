package io.tidemark.bench.kernels;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.Precision;
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

/** The same points into AWS's Random Cut Forest: 50 trees of 256 samples over shingles of 8, its documented defaults. */
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
    private static final int SHINGLE = 8;

    private RandomCutForest forest;
    private double[] values;
    private int step;

    @Setup
    public void warmUp() {
        values = SyntheticMetric.weeks(6, SEED);
        forest = forest();
        for (step = 0; step < values.length / 6; step++) {
            forest.update(new double[] {values[step]});
        }
    }

    @Benchmark
    public double next() {
        double[] point = {values[step++ % values.length]};
        double score = forest.getAnomalyScore(point);
        forest.update(point);
        return score;
    }

    static RandomCutForest forest() {
        return RandomCutForest.builder()
                .dimensions(SHINGLE)
                .shingleSize(SHINGLE)
                .internalShinglingEnabled(true)
                .numberOfTrees(50)
                .sampleSize(256)
                .precision(Precision.FLOAT_32)
                .randomSeed(SEED)
                .build();
    }
}
