package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Exclusions;
import io.tidemark.detectors.assignment.Unit;

/**
 * A model that is to be learnt again from what the log has kept: first the rollups of buckets before the group's first row,
 * where these count, then the group's own rows up to {@code upTo}.
 *
 * @param name what tells apart whom it is for, as the state has it: {@code unit id, line feed, group}
 * @param requestMillis tick at which it was asked for; a later one for the same group replaces it
 * @param firstRow start of the first bucket that the group was told with
 * @param upTo start of the last bucket that is to be learnt; below {@code firstRow}: none of its own
 * @param fromRollups whether rollups from before the first row are to be learnt
 * @param exclusions the spans that are not to be learnt, as known at that tick
 */
public record RelearnRequest(
        Unit unit,
        String name,
        long requestMillis,
        long firstRow,
        long upTo,
        boolean fromRollups,
        Exclusions exclusions) {

    public String group() {
        return name.substring(unit.id().length() + 1);
    }

    public boolean readsOwnRows() {
        return upTo >= firstRow;
    }
}
