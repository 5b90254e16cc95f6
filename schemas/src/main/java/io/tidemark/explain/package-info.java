/**
 * Why a bucket is out of band, in one sentence: the same words in the record, the page, the mail and the command.
 *
 * <p>{@link io.tidemark.explain.Evidence} has the numbers, from an anomaly or from a row of bands; every number of its sentence
 * can be worked out again from them. Pure.
 */
package io.tidemark.explain;
