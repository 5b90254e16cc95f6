/**
 * OpenTelemetry's metrics, over gRPC and over HTTP in protobuf and JSON.
 *
 * <p>Gauges stay gauges; sums become counts, running totals by way of {@link io.tidemark.ingest.track}; histograms
 * become
 * DDSketches ({@link io.tidemark.ingest.histogram}); resource attributes become tags. A point with a fault is left
 * out with its
 * path and told in the partial success, the others stay. A request is answered as taken only after Kafka has
 * acknowledged it; one
 * that should be sent again gets UNAVAILABLE or 503, never 500, on which senders drop. Not read: exemplars, units,
 * descriptions,
 * traces and logs.
 */
package io.tidemark.ingest.otlp;
