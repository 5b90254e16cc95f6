/**
 * What requests of OpenTelemetry and Prometheus cost from their bytes to admitted points, as ratios to decoding and
 * to reading alone.
 */
package io.tidemark.bench.senders;
