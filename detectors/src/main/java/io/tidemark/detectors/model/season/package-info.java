/**
 * Seasonal profiles inside a model's block: what the hour of the day and the hour of the week add to the level, in civil
 * time. Knows slots and gains, nothing about who predicts with them.
 */
package io.tidemark.detectors.model.season;
