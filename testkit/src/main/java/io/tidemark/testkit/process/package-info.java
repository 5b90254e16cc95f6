/**
 * Processes that tests start, watch, and end. Each is ended by its own process id, at the latest when the test closes it
 * or the test's JVM ends; what it printed is kept and shown when a wait fails.
 *
 * <p>It does not start anything but JVMs on the current class path.
 */
package io.tidemark.testkit.process;
