/**
 * Questions about history in the query language, answered in buckets: {@code avg:m{scope} by {tag}.rollup(sum, 3600)}, arithmetic,
 * {@code top(…)}, {@code anomalies(…)}, {@code forecast(…)}, {@code outliers(…)}.
 *
 * <p>Pure: rows come through {@link io.tidemark.console.query.BucketSource}, models through
 * {@link io.tidemark.console.query.Functions}. The meaning of a bucket is that of {@code io.tidemark.query.SeriesReading}, which
 * the detectors use as well, so a graph shows what a monitor decides on. Buckets are aligned to the epoch and named by their
 * start.
 */
package io.tidemark.console.query;
