/**
 * Alerts tried out before they are trusted: series written down as scripts, in virtual time, through the same topologies of
 * detectors and alerting that run on a broker; what is told is held against what was expected.
 *
 * <p>Invariants: no broker, no network, no clock; the same file gives the same result; what is expected and missing fails, and so
 * does what is told and not expected. Nobody is told anything.
 */
package io.tidemark.standalone.trial;
