/**
 * Configuration documents: what people write to say what is watched, when to tell whom, and when to keep silent.
 *
 * <p>A document is JSON (YAML is read as well) on a compacted topic, keyed by its id. Reading one checks it against the
 * published JSON Schema beside this package, then checks what a schema cannot say (queries, zones, thresholds that
 * contradict each other), and gives either a value that cannot be wrong, with the text exactly as it was posted, or all
 * of its faults, each with line, path, value, what was expected, how to put it right, and a reason id.
 *
 * <p>Invariants: a document is at most {@value io.tidemark.document.Documents#DOCUMENT_BYTES_MAX} bytes, nested at most
 * {@value io.tidemark.document.SourceReader#DEPTH_MAX} deep; faults are in the order of their lines; Datadog's own
 * field names are kept and echoed also where nothing here reads them; other unknown names are refused, with the nearest
 * known one.
 *
 * <p>It does not talk to Kafka, know the wall clock, or check references between documents.
 */
package io.tidemark.document;
