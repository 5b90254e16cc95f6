package io.tidemark.bench.kernels;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One point into one model. Hot: always the same series. Cold: 100,000 series, one point each in an order that no
 * prefetcher guesses, as a Kafka consumer sees them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ModelKernels {

    private static final long SEED = 1;
    private static final long MONDAY = 1_704_067_200L;
    private static final int WEEKS = 6;

    @Param({"robust-zscore", "sarima", "seasonal-trend", "auto"})
    public String model;

    @Param({"1", "100000"})
    public int series;

    private final Judgement out = new Judgement();
    private final Block block = new Block();
    private Model kernel;
    private double[] values;
    private byte[] slab;
    private int[] order;
    private int position;
    private int step;

    /** The step within the values: a remainder taken at each call would be measured as well, a fifth of the smallest kernel. */
    private int at;

    /** Warms every series up with a week, so that no cold-start branch is measured. */
    @Setup
    public void warmUp() {
        kernel = Models.create(
                ModelSettings.ofInterval(SyntheticMetric.INTERVAL_SECONDS).withModel(model));
        values = SyntheticMetric.weeks(WEEKS, SEED);
        int bytes = kernel.stateBytes();
        slab = new byte[Math.multiplyExact(bytes, series)];
        block.wrap(slab, 0, bytes);
        kernel.reset(block);
        int warmSteps = values.length / WEEKS;
        for (step = 0; step < warmSteps; step++) {
            kernel.next(block, MONDAY + (long) step * SyntheticMetric.INTERVAL_SECONDS, values[step], out);
        }
        for (int i = 1; i < series; i++) {
            System.arraycopy(slab, 0, slab, i * bytes, bytes);
        }
        at = step;
        order = shuffled(series);
    }

    @Benchmark
    public double next() {
        int bytes = kernel.stateBytes();
        block.wrap(slab, order[position] * bytes, bytes);
        kernel.next(block, MONDAY + (long) step * SyntheticMetric.INTERVAL_SECONDS, values[at], out);
        if (++position == series) {
            position = 0;
            step++;
            at = at + 1 == values.length ? 0 : at + 1;
        }
        return out.score;
    }

    private static int[] shuffled(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
