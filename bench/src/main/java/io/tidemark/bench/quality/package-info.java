/** How well our models and their peers find labelled anomalies: one run, one scorer, one table. */
package io.tidemark.bench.quality;
