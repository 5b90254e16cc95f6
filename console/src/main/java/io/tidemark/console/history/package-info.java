/**
 * History: what was measured, expected, judged and told, kept in an embedded QuestDB so that pages can ask for any span of it.
 *
 * <p>Kafka is the truth; this is a copy made for reading. One thread writes (the filler): rows are committed to the
 * store first, the Kafka offsets afterwards, and every table has dedup upsert keys, so a record read twice leaves one
 * row. A store that is lost is filled again from Kafka. The store opens no port: no HTTP, no PostgreSQL wire, no line
 * protocol, no telemetry. Text of users reaches SQL only as bind variables.
 *
 * <p>It does not keep single points or sketches, and it does not decide anything.
 */
package io.tidemark.console.history;
