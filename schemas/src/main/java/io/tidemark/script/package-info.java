/**
 * Series as people write them down to try something: {@code cpu host=a: 40x60 95x5 _x3 41x10, every 10s}. Our own acceptance
 * tests and {@code tidemark check alerts} read the same.
 *
 * <p>Invariants: a line is read whole or refused with what was expected; a script has an end. Nothing here knows where its values
 * go.
 */
package io.tidemark.script;
