/**
 * Benchmarks: figures that may be quoted.
 *
 * <p>Each benchmark measures all that it compares side by side in one run, because machines are shared and noisy: quote
 * the ratios. Absolute figures are printed with the JDK and the processors they were measured on. What a benchmark does
 * not include is said in its description.
 */
package io.tidemark.bench;
