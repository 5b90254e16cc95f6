/** What the history costs: bytes a point, seconds a query, seconds to fill. */
package io.tidemark.bench.history;
