/** Reading bytes eight at a time: what the hot paths of the protocols share. */
package io.tidemark.ingest.bytes;
