package io.tidemark.detectors.group;

/**
 * Which partial sum: of which version of which query, which group, bucket and metric of the query.
 *
 * @param metricNumber which metric of the query's arithmetic
 */
record PartialKey(String id, long version, String group, long startSeconds, int metricNumber) {

    /** What decides the partition: versions of one query stay together. */
    String routing() {
        return id + "\n" + group;
    }
}
