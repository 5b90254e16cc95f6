/**
 * The management API in the shapes of Datadog's, so that its official clients and old scripts work with the address changed.
 *
 * <p>Invariants: what was posted comes back as it was posted, and what is computed stands in fields of its own; documents go to
 * the configuration topics through {@link io.tidemark.console.documents.Desk} and are read back before the answer; ids that
 * clients want as numbers are those of {@link io.tidemark.console.documents.NumericIds}.
 *
 * <p>It answers no route for products that Tidemark has not (logs, traces, synthetics, security).
 */
package io.tidemark.console.datadog;
