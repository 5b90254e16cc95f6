/**
 * What a check is: the interface for checks of our own, for jars in {@code checks.d} and for programs.
 *
 * <p>A check measures when it is told to, on a thread that is its own for that time, and says what it found through a
 * {@link io.tidemark.ingest.check.Report}. It is never run twice at once, and what it throws ends nothing but that run. Not
 * done here: when checks run, which are configured, where the figures go.
 */
package io.tidemark.ingest.check;
