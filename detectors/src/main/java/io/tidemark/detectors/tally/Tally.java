package io.tidemark.detectors.tally;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one service, shared by its tasks. */
public final class Tally {

    /** What is counted; the text is the metric's description. */
    public enum Of {
        POINTS("points read"),
        TICKS("ticks that moved a task's time"),
        ROLLUPS("closed buckets told"),
        CORRECTIONS("closed buckets told again because of late points"),
        BANDS("bucket judgements told"),
        ANOMALIES("buckets out of band told"),
        GAPS("bands told for a bucket without a value"),
        LATE_POINTS("points for a bucket that was closed, merged into a correction"),
        TOO_LATE_POINTS("points put aside: their bucket was closed too long ago to be corrected"),
        BAD_POINTS("points put aside: the series or the value cannot be read"),
        DEAD_LETTERS("records put aside"),
        NOT_WRITTEN("records dropped on their way out: larger than the broker takes"),
        FORCED_CLOSES("buckets closed early: the series had too many open"),
        LATE_ROWS("buckets not judged: a later one of the group had been judged"),
        LATE_PARTIALS("partial sums dropped: their group's bucket was closed"),
        LATE_LEVELS("buckets that came too late for their minute, ten minutes or hour"),
        GROUPS_REFUSED("rows dropped: the query has too many groups"),
        RELEARN_ASKED("models to be learnt again from what is kept: a new detector, or an exclusion that reaches back"),
        RELEARNT("models exchanged for what was learnt again"),
        RELEARN_NOTHING_KEPT("models that went on as they were: of what was to be learnt again nothing was kept"),
        RELEARN_GIVEN_UP("models that went on as they were: what was to be learnt again did not come in time"),
        BORROWED("new groups that borrowed the shape of a sibling"),
        FREED("states forgotten because nothing came for long");

        private final String text;

        Of(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    private final Map<Of, LongAdder> counts = new EnumMap<>(Of.class);
    private final GroupBudget groups = new GroupBudget();

    public Tally() {
        for (Of what : Of.values()) {
            counts.put(what, new LongAdder());
        }
    }

    /** Which queries match more groups than are judged. */
    public GroupBudget groups() {
        return groups;
    }

    public void add(Of what, long amount) {
        counts.get(what).add(amount);
    }

    public void one(Of what) {
        counts.get(what).increment();
    }

    public long get(Of what) {
        return counts.get(what).sum();
    }
}
