package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Exclusions;
import io.tidemark.detectors.assignment.Unit;

/**
 * A model that is to be learnt again from what the log has kept: first the rollups of buckets before the group's first row,
 * where these count, then the group's own rows up to {@code upTo}.
 *
 * @param requestMillis tick at which it was asked for; a later one for the same group replaces it
 * @param firstRow start of the first bucket that the group was told with
 * @param upTo start of the last bucket that is to be learnt; below {@code firstRow}: none of its own
 * @param fromRollups whether rollups from before the first row are to be learnt
 * @param exclusions the spans that are not to be learnt, as known at that tick
 */
public record RelearnRequest(
        Unit unit,
        String group,
        long requestMillis,
        long firstRow,
        long upTo,
        boolean fromRollups,
        Exclusions exclusions) {

    /** What tells apart whom it is for. */
    public String name() {
        return unit.id() + "\n" + group;
    }

    public boolean readsOwnRows() {
        return upTo >= firstRow;
    }
}
