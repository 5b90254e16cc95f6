/**
 * The demonstration: the whole system in one JVM, this host's own metrics, and recorded series with labelled events whose
 * last days arrive while one looks.
 *
 * <p>Invariants: recorded values are published unchanged, only their times are shifted, by whole buckets; labels are used
 * to name what was found and never reach a detector; everything is found, alerted and mailed by the same services that
 * run in production, and counted from the topics they write.
 */
package io.tidemark.standalone.demo;
