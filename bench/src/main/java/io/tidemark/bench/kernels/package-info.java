/** Cost of the models alone: nanoseconds a point and bytes a series, hot and over 100,000 series. */
package io.tidemark.bench.kernels;
