package io.tidemark.detectors.evaluate;

/** Another way to judge a series, scored like ours: told row by row, once, without labels. */
public interface Peer {
    /** How strange the value is, 0 or more; NaN means that the row has none. */
    double next(long startSeconds, double value);

    /** Whether the last value is an alarm at the peer's own default sensitivity. */
    boolean isAlarm();
}
