package io.tidemark.ingest.remotewrite;

/** What a metric is said to be; numbered alike in both versions. */
enum MetricType {
    UNKNOWN,
    COUNTER,
    GAUGE,
    HISTOGRAM,
    GAUGE_HISTOGRAM,
    SUMMARY,
    INFO,
    STATE_SET;

    private static final MetricType[] BY_NUMBER = values();

    static MetricType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }
}
