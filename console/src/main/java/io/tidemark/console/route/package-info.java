/**
 * The table of the console's routes, and what every request passes on its way to one: host check, who asks, may they, limits,
 * headers.
 *
 * <p>Invariants: a route cannot be made without a {@link io.tidemark.console.route.Rule}; every parameter is checked and limited
 * before it is used; an error says what was wrong, what was expected and how to fix it, never how the program looks inside; a
 * request that changes something is refused where a page of somebody else may have sent it. The OpenAPI document is made of
 * the same table.
 */
package io.tidemark.console.route;
