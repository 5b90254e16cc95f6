package io.tidemark.alerting.monitor;

/**
 * One judged bucket of a group.
 *
 * @param startSeconds its start
 * @param intervalSeconds its width
 * @param value the query's value; NaN for none
 * @param lower lower edge of the band; NaN where there is none
 * @param upper upper edge of the band; NaN where there is none
 * @param out whether the detector found it out of band
 * @param above whether it is above the band
 * @param below whether it is below the band
 * @param correction whether it replaces a row told before
 */
public record Row(
        long startSeconds,
        int intervalSeconds,
        double value,
        float lower,
        float upper,
        boolean out,
        boolean above,
        boolean below,
        boolean correction) {

    public Row {
        if (intervalSeconds < 1) {
            throw new IllegalArgumentException("intervalSeconds: " + intervalSeconds + " (expected: above 0)");
        }
    }

    /** A bucket of a plain query. */
    public static Row plain(long startSeconds, int intervalSeconds, double value) {
        return new Row(startSeconds, intervalSeconds, value, Float.NaN, Float.NaN, false, false, false, false);
    }

    long endSeconds() {
        return startSeconds + intervalSeconds;
    }
}
