package io.tidemark.ingest.forward;

/** What an entry's payload is; the ordinal stands in files and must not change. */
enum EntryKind {
    /** A PointBatch of any partitions, in Avro's single-object encoding. */
    POINTS,
    /** An Event, likewise. */
    EVENT,
    /** A ServiceCheck, likewise. */
    CHECK,
    /** A JSON document for the topic of host tags. */
    HOST_TAGS
}
