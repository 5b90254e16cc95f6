/** {@code sarima}, alias {@code agile}: season and autoregression; follows changes of level fast. */
package io.tidemark.detectors.model.sarima;
