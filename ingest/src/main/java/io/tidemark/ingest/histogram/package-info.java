/**
 * Histograms that senders count themselves, and the DDSketches that they become.
 *
 * <p>Exponential buckets are bins of a DDSketch of the same base: counts stay exact, a quantile is off by at most
 * (base − 1) / (base + 1). Buckets with given bounds know nothing of where in a bucket a value lies: it is spread
 * over the bucket
 * in up to eight steps, so a quantile is off by at most a bucket. The average is exact wherever the sender gives the
 * sum. Pure.
 */
package io.tidemark.ingest.histogram;
