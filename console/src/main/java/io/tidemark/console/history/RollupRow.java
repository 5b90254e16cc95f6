package io.tidemark.console.history;

/** One bucket of a series: start in seconds since the Unix epoch. */
public record RollupRow(long startSeconds, long count, double sum, double min, double max, double last) {}
