/**
 * Admitted points, events and checks on their way into Kafka.
 *
 * <p>Points are grouped by partition as Kafka's default partitioner would place their series, and travel in batches. Every
 * submission gets a receipt once Kafka has acknowledged all of it, or said no. The buffer is bounded in bytes; what does not
 * fit is dropped, counted and said so. At any instant: received = published + rejected + dropped + in flight.
 * Not done here: retries beyond the producer's own, disk buffering.
 */
package io.tidemark.ingest.publish;
