package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import java.util.List;
import java.util.Optional;

/** Bands as detectors published them. */
public interface RecordedBands {

    /** One line for each group of a detector; empty where there is no such detector. */
    Optional<List<Line>> of(String detector, Frame frame);

    /** The band that somebody judges by who asks the same in buckets no wider than the frame's; empty where nobody does. */
    default Optional<List<Line>> like(AnomaliesQuery query, Frame frame) {
        return Optional.empty();
    }
}
