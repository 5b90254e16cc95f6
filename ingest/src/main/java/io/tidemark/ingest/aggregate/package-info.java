/**
 * Client-side metrics become points: 10-second buckets named by their start, one context for each name, tags and type.
 *
 * <p>The rules are Datadog's, to the rank of a percentile, since dashboards and monitors were drawn with them: gauge last,
 * count as a rate, set as a gauge of distinct texts, histogram as five series, distribution as a DDSketch; a counter seen
 * once sends 0 for 300 s. Pure: instants come from the caller, one thread at a time. Memory is bounded by the number of
 * contexts (see {@code admission}) and by the values kept a context and bucket.
 */
package io.tidemark.ingest.aggregate;
