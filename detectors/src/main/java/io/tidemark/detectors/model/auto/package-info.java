/**
 * {@code auto}, the default: several views of a series at once, each judged by the tail of its own past, spoken through two
 * channels (incident and behaviour) that keep their own budgets. Decides nothing about whom to tell.
 */
package io.tidemark.detectors.model.auto;
