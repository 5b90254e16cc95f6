package io.tidemark.console.history;

import java.time.Instant;

/**
 * A series that was seen.
 *
 * @param series canonical text
 * @param metric the part before the tags
 * @param kind GAUGE, COUNT, RATE or DISTRIBUTION
 * @param lastSeen start of the newest bucket known; after a restart the month in which it was last seen
 */
public record SeriesEntry(String series, String metric, String kind, Instant lastSeen) {}
