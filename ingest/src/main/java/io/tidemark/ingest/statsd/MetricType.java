package io.tidemark.ingest.statsd;

import io.tidemark.ingest.aggregate.Context;

/** The types of DogStatsD metrics; a timer is a histogram of milliseconds. */
enum MetricType {
    COUNT(Context.Kind.COUNT),
    GAUGE(Context.Kind.GAUGE),
    HISTOGRAM(Context.Kind.HISTOGRAM),
    DISTRIBUTION(Context.Kind.DISTRIBUTION),
    SET(Context.Kind.SET);

    private final Context.Kind kind;

    MetricType(Context.Kind kind) {
        this.kind = kind;
    }

    /** How its values are collected. */
    Context.Kind kind() {
        return kind;
    }

    /** The type that these bytes name; null for none. */
    static MetricType of(byte[] bytes, int from, int to) {
        if (to - from == 2) {
            return bytes[from] == 'm' && bytes[from + 1] == 's' ? HISTOGRAM : null;
        }
        if (to - from != 1) {
            return null;
        }
        return switch (bytes[from]) {
            case 'c' -> COUNT;
            case 'g' -> GAUGE;
            case 'h' -> HISTOGRAM;
            case 'd' -> DISTRIBUTION;
            case 's' -> SET;
            default -> null;
        };
    }
}
