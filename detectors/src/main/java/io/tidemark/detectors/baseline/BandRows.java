package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Judgement;
import java.util.List;

/** Where judged buckets go. */
public interface BandRows {

    /**
     * One bucket of a group.
     *
     * @param judgement null for a plain query; reused, not to be kept
     * @param flags bits of {@code BandFlags}
     * @param past of an anomaly, the mean in the same hour of the days before, yesterday first; otherwise empty
     */
    void row(
            Unit unit,
            String group,
            long startSeconds,
            double value,
            Judgement judgement,
            int flags,
            List<Double> past);
}
