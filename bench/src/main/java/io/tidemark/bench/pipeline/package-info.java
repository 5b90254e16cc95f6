/** Points a second through the whole detectors service, beside a bare loop that only consumes and produces. */
package io.tidemark.bench.pipeline;
