package io.tidemark.ingest.statsd;

/** The types of DogStatsD metrics; a timer is a histogram of milliseconds. */
enum MetricType {
    COUNT,
    GAUGE,
    HISTOGRAM,
    DISTRIBUTION,
    SET;

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
