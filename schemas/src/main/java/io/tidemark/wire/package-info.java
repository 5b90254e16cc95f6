/**
 * Bytes on topics: Avro framing, serdes for single records, and columnar codecs for batches.
 *
 * <p>Invariants: what the batch writers write is what Avro's own writer would write for the same schema, byte for byte,
 * and any Avro library reads it; a reader allocates nothing by a length that the input claims before it has checked
 * that the input is that long; malformed input always ends in {@link io.tidemark.wire.MalformedRecordException}, never
 * in another exception.
 *
 * <p>Framing: by default Avro's single-object encoding (Avro specification 1.12, "Single object encoding": C3 01, then
 * the CRC-64-AVRO fingerprint of the schema, little-endian, then the body); with a schema registry its wire format
 * (a zero byte, then the schema's 4-byte id, big-endian, then the body). Readers take both.
 */
package io.tidemark.wire;
