package io.tidemark.standalone.replay;

/**
 * One measured value.
 *
 * @param epochMillis when, milliseconds since the Unix epoch
 * @param value what was measured, finite
 */
public record CsvRow(long epochMillis, double value) {}
