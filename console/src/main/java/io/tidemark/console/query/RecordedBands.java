package io.tidemark.console.query;

import java.util.List;
import java.util.Optional;

/** Bands as detectors published them. */
public interface RecordedBands {

    /** One line for each group of a detector; empty where there is no such detector. */
    Optional<List<Line>> of(String detector, Frame frame);
}
