/** Admitted points on their way to Kafka: columns that grow, and nothing else. No parsing, no limits, no sending. */
package io.tidemark.ingest.points;
