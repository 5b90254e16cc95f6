package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Judgement;

/** Where judged buckets go. */
public interface BandRows {

    /**
     * One bucket of a group.
     *
     * @param judgement null for a plain query; reused, not to be kept
     * @param flags bits of {@code BandFlags}
     */
    void row(Unit unit, String group, long startSeconds, double value, Judgement judgement, int flags);
}
