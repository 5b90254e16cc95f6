/**
 * Why something was refused, dropped or noticed at the intake: one reason each, with a stable id, counted always and
 * explained in the log at most once a minute. Nothing leaves the intake without a count here. Decides nothing itself.
 */
package io.tidemark.ingest.refusal;
