/** {@code robust-zscore}, alias {@code basic}: how far from the usual, without a season. */
package io.tidemark.detectors.model.zscore;
