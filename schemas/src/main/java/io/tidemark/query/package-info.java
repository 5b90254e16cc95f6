/**
 * The query language: what to read, how to fold it, and when a monitor is in alert.
 *
 * <p>One hand-written parser serves every user of query texts: detectors, monitors, downtimes, the API and the pages.
 * A text becomes a small sealed tree; printing the tree gives the canonical text, and parsing that gives an equal tree.
 *
 * <p>Invariants: pure (no Kafka, HTTP, logging or clock); trees are immutable values; a text longer than
 * {@value io.tidemark.query.Scanner#TEXT_CHARS_MAX} characters or nested deeper than
 * {@value io.tidemark.query.Scanner#DEPTH_MAX} levels is refused; matching a wildcard takes time linear in tag and
 * pattern; a fault names the position (first character is 1), what stood there, what was expected, and the nearest
 * known name.
 *
 * <p>It does not read metrics, keep state, or know which series exist.
 */
package io.tidemark.query;
