/**
 * What the page asks for, as JSON over HTTP, and the page itself.
 *
 * <p>Invariants: reading only, nothing here changes anything. What every request passes on its way here (host check, who asks,
 * limits, headers) is the business of {@code io.tidemark.console.route}; what changes documents is in
 * {@code io.tidemark.console.datadog}.
 */
package io.tidemark.console.api;
