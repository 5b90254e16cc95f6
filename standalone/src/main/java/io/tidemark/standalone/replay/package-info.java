/**
 * A CSV of {@code timestamp,value[,label]} as points: read, checked line by line, and published to the topic
 * {@code points} at a chosen speed.
 *
 * <p>Invariants: rows keep the order of the file; a bad row is counted and reported with its line number and never stops
 * the rest; the label column is never sent.
 */
package io.tidemark.standalone.replay;
