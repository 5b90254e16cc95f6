/**
 * What the page asks for, as JSON over HTTP, and the page itself.
 *
 * <p>Invariants: reading only, nothing here changes anything; every parameter is checked and limited before it is used; an
 * error says what was wrong, what was expected and how to fix it, never how the program looks inside; every answer carries
 * the security headers of {@link io.tidemark.console.api.SecurityHeaders}; requests for a foreign host name are refused, so
 * that a page elsewhere cannot reach the console through a name that it controls.
 */
package io.tidemark.console.api;
