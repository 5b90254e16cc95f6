/** How long the demo takes from the command to its first page and its first band. */
package io.tidemark.bench.start;
