/**
 * DogStatsD 1.0 to 1.6: bytes of a datagram become samples, events and service checks, or refusals with a reason.
 *
 * <p>The parser is pure, strict and works on the bytes where they lie: no exception steers it, nothing is allocated by a
 * length that the sender claims, and a line costs time in proportion to its length. The server adds sockets only.
 * Not done here: sums and quantiles ({@code aggregate}), names, tags, times and limits ({@code admission}).
 */
package io.tidemark.ingest.statsd;
