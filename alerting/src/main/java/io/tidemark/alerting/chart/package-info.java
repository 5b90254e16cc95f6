/**
 * Draws the picture that goes with a message: the recorded band in grey, the value in blue, what was out of band in red.
 *
 * <p>Invariants: the picture shows what was recorded when the decision was made, never a later computation; the same graph
 * gives the same bytes on the same JDK and fonts; a gap in the data is a gap in the line; thinning a long series (above
 * {@value io.tidemark.alerting.chart.Thinning#POINTS_MAX} points) loses no anomalous column and no extreme. Every mark differs
 * in shape as well as in colour, so that it survives a grey printer.
 *
 * <p>It does not read topics, does not know time (the graph carries its own instants and zone), and does not decide what is
 * anomalous.
 */
package io.tidemark.alerting.chart;
