package io.tidemark.detectors.topology;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.Rollup;
import java.util.List;

/**
 * What one record of points led to, for the next processors of the same task. The rows are reused and gone afterwards.
 *
 * @param tickMillis the task's new time, or 0 where it did not move; with the last rows of a tick only
 * @param more whether more rows of the same record follow
 * @param configChanged whether other versions are in force than before; with the first rows only
 * @param relearnt the models that the record brought
 */
record RolledUp(
        ClosedBuckets rows,
        Rollup rollup,
        InForce inForce,
        long tickMillis,
        boolean more,
        boolean configChanged,
        List<Relearnt> relearnt) {}
