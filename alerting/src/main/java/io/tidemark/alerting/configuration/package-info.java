/**
 * Configuration in force: which version of which monitor judges a bucket, and which downtimes there are.
 *
 * <p>Every version of a document is a {@link io.tidemark.alerting.configuration.Change} with the time at which its record was
 * written. A task knows it from the first tick that is at least the propagation margin later, so that a replay knows each
 * version at the same place of the log as the live run did.
 *
 * <p>Invariants: a version is never known before its record's time plus the margin; versions of one id are known in the
 * order of their offsets; a refused document changes nothing but is told.
 *
 * <p>This package does not read topics; the composition root appends to the {@link
 * io.tidemark.alerting.configuration.ChangeLog}.
 */
package io.tidemark.alerting.configuration;
