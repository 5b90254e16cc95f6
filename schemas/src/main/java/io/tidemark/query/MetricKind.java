package io.tidemark.query;

/** How the values of a series are to be read. The order is that of the kind in the point contract. */
public enum MetricKind {
    /** A level. */
    GAUGE,
    /** Events in the interval that a point stands for. */
    COUNT,
    /** Events per second. */
    RATE,
    /** Many values, carried as a sketch. */
    DISTRIBUTION
}
