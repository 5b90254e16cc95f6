package io.tidemark.bench.quality;

import com.amazon.randomcutforest.parkservices.AnomalyDescriptor;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import io.tidemark.detectors.evaluate.Peer;

/**
 * AWS's Random Cut Forest with its own thresholding (randomcutforest-parkservices), as its README sets it up: shingles of
 * {@value #SHINGLE}, 50 trees of 256 samples, one percent of anomalies expected, all else by default. The score is the forest's; an alarm is
 * a grade above zero.
 */
final class Forest implements Peer {
    static final int SHINGLE = 8;
    private static final long SEED = 1;

    private final ThresholdedRandomCutForest forest = ThresholdedRandomCutForest.builder()
            .dimensions(SHINGLE)
            .shingleSize(SHINGLE)
            .numberOfTrees(50)
            .sampleSize(256)
            .anomalyRate(0.01)
            .randomSeed(SEED)
            .build();
    private boolean alarm;

    @Override
    public double next(long startSeconds, double value) {
        alarm = false;
        if (Double.isNaN(value)) {
            return 0;
        }
        AnomalyDescriptor answer = forest.process(new double[] {value}, startSeconds);
        alarm = answer.getAnomalyGrade() > 0;
        return answer.getRCFScore();
    }

    @Override
    public boolean isAlarm() {
        return alarm;
    }
}
