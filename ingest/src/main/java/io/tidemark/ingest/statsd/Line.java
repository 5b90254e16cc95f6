package io.tidemark.ingest.statsd;

import io.tidemark.ingest.refusal.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * What one line says: a metric, an event, a check, or why it is none. A flyweight that the parser fills again and again;
 * name, tags and the value of a set are ranges of the bytes it was read from, valid until those change.
 */
final class Line {

    enum Kind {
        METRIC,
        EVENT,
        CHECK,
        REFUSED
    }

    Kind kind;
    byte[] bytes;
    int from;
    int to;

    // refused
    Reason reason;
    String where;
    String expected;
    int textFrom;
    int textTo;

    // noticed, whatever the kind
    private final EnumSet<Reason> notes = EnumSet.noneOf(Reason.class);

    // metric, and in part the other two
    int nameFrom;
    int nameTo;
    /** Tags after '#', without it; from = to where there are none. */
    int tagsFrom;

    int tagsTo;
    /** Id of the sender's container; from = to where none is named. */
    int containerFrom;

    int containerTo;
    MetricType type;
    double[] values = new double[16];
    int valueCount;
    int setFrom;
    int setTo;
    double rate;
    /** Unix seconds; 0 for none. */
    long timestampSeconds;

    // event and check
    StatsdEvent event;
    StatsdCheck check;

    void begin(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        kind = Kind.METRIC;
        notes.clear();
        tagsFrom = 0;
        tagsTo = 0;
        containerFrom = 0;
        containerTo = 0;
        valueCount = 0;
        setFrom = 0;
        setTo = 0;
        rate = 1;
        timestampSeconds = 0;
        event = null;
        check = null;
    }

    Kind refuse(Reason why, String field, String wanted, int badFrom, int badTo) {
        kind = Kind.REFUSED;
        reason = why;
        where = field;
        expected = wanted;
        textFrom = badFrom;
        textTo = badTo;
        return kind;
    }

    void note(Reason note) {
        notes.add(note);
    }

    Set<Reason> notes() {
        return notes;
    }

    void addValue(double value) {
        if (valueCount == values.length) {
            // A line of 8,192 bytes holds at most 4,096 values: that bounds the growth.
            values = java.util.Arrays.copyOf(values, values.length * 2);
        }
        values[valueCount++] = value;
    }
}
