package io.tidemark.bench;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;

/** AWS's Random Cut Forest as its README sets it up: shingles of {@value #SHINGLE}, 50 trees of 256 samples, all else by default. */
public final class Forests {
    private static final int SHINGLE = 8;
    private static final int TREES = 50;
    private static final int SAMPLES = 256;
    private static final long SEED = 1;
    private static final double ANOMALY_RATE = 0.01;

    private Forests() {}

    /** The bare forest: it tells a score. */
    public static RandomCutForest bare() {
        return RandomCutForest.builder()
                .dimensions(SHINGLE)
                .shingleSize(SHINGLE)
                .internalShinglingEnabled(true)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLES)
                .precision(Precision.FLOAT_32)
                .randomSeed(SEED)
                .build();
    }

    /** With its own thresholding (randomcutforest-parkservices), one percent of anomalies expected: it tells what is an anomaly. */
    public static ThresholdedRandomCutForest thresholded() {
        return ThresholdedRandomCutForest.builder()
                .dimensions(SHINGLE)
                .shingleSize(SHINGLE)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLES)
                .anomalyRate(ANOMALY_RATE)
                .randomSeed(SEED)
                .build();
    }
}
