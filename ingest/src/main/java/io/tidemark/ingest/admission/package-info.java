/**
 * Who gets in: one rule a class (name, tags, time, series limit), each with its reasons, and the tags of the place joined on. What comes out is a series with
 * canonical text. Names and tags are made as Datadog makes them, so that queries written for it find them.
 *
 * <p>Rules are pure: the instant comes with the question, counts go to a tally, a refusal is a value. Only the series limit
 * and the tags of places remember anything: the one no more than its limit, the other what the documents say.
 */
package io.tidemark.ingest.admission;
