package io.tidemark.bench.quality;

import com.amazon.randomcutforest.parkservices.AnomalyDescriptor;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import io.tidemark.bench.Forests;
import io.tidemark.detectors.evaluate.Peer;

/** AWS's Random Cut Forest with its own thresholding ({@link Forests}). The score is the forest's; an alarm is a grade above zero. */
final class Forest implements Peer {
    private final ThresholdedRandomCutForest forest = Forests.thresholded();
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
