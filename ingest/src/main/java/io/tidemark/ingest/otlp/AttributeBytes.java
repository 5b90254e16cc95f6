package io.tidemark.ingest.otlp;

import io.tidemark.ingest.bytes.ByteKey;
import java.util.Arrays;

/**
 * Where in a request's bytes the attributes of its data points stand, point by point in the order of the message. Two points of a
 * metric with the same bytes have the same attributes; the reverse need not be so.
 */
final class AttributeBytes {

    /** In place of a start: there are none, they do not stand in one piece. */
    private static final int NONE = -1;

    private static final int IN_PIECES = -2;

    private final byte[] body;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int points;

    AttributeBytes(byte[] body) {
        this.body = body;
    }

    int points() {
        return points;
    }

    void beginPoint() {
        if (points == from.length) {
            from = Arrays.copyOf(from, points * 2);
            to = Arrays.copyOf(to, points * 2);
        }
        from[points++] = NONE;
    }

    /** Adds an attribute to the point begun last. */
    void add(int start, int end) {
        int last = points - 1;
        if (from[last] == NONE) {
            from[last] = start;
            to[last] = end;
        } else if (to[last] == start) {
            to[last] = end;
        } else {
            from[last] = IN_PIECES;
        }
    }

    /** Points the key at the attributes of a point; false where they are not in one piece. */
    boolean pointAt(int point, ByteKey key) {
        if (from[point] == IN_PIECES) {
            return false;
        }
        boolean none = from[point] == NONE;
        key.pointAt(body, none ? 0 : from[point], none ? 0 : to[point]);
        return true;
    }
}
