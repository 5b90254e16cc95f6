/**
 * What the intake remembers of a series between two of its points: running totals become increments, a request that
 * is sent
 * again is told apart from a new one, a series that ended is forgotten.
 *
 * <p>Bounded by weight (one a series, and one a bucket of its histogram) and by silence. Nothing is kept over a
 * restart: the
 * first total that is seen of a series is a baseline and gives no point, so that nothing is ever counted twice. Pure:
 * instants
 * come with the points.
 */
package io.tidemark.ingest.track;
