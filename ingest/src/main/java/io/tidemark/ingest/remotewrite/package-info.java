/**
 * Prometheus remote write, 1.0 and 2.0.
 *
 * <p>Counters become rates per second, by way of {@link io.tidemark.ingest.track}; gauges stay; native histograms
 * become DDSketches;
 * a stale marker ends a series. Which series are counters is told by metadata where the sender gives it, otherwise by
 * the endings
 * {@code _total}, {@code _count}, {@code _sum} and {@code _bucket}. A series with a fault is left out and told in a
 * 400 that lists
 * the first ten, so that the sender does not try again; the others are stored. Messages are read straight off the
 * wire: nothing is
 * allocated for a length that is only claimed, and snappy's claimed size is checked before a byte is inflated. Not
 * read:
 * exemplars, help, units.
 */
package io.tidemark.ingest.remotewrite;
