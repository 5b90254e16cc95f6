/**
 * {@code tidemark evaluate}: runs a detector once over a folder of series, as a live stream would, and scores what it said
 * where labels are there.
 *
 * <p>{@link io.tidemark.detectors.evaluate.Evaluate#run} is the entry. The models are the product's, through the same
 * contract as in the stream; labels are read for scoring only, after the pass. Nothing of a file is known in advance: the
 * interval comes from the detector, the manifest, or the spacing of the first rows. It does not tune anything.
 */
package io.tidemark.detectors.evaluate;
