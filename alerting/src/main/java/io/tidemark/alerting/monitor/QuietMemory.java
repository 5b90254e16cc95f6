package io.tidemark.alerting.monitor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is remembered of one group in order to keep quiet: calm, flaps, silence, and who takes care.
 *
 * <p>Flat form: life, last verdict, flags (1 byte each), changes (int), calm from, evaluation, flapping since (longs), who
 * acknowledged (length, UTF-8), and since version 3 of {@link GroupMemory} the relapses: last, before last, turned (longs).
 */
final class QuietMemory {

    private static final int FLAPPING = 1;
    private static final int SLOT_CHANGED = 2;
    private static final int RELAPSING = 4;
    private static final int WORSENED = 8;
    private static final int TEXT_BYTES_MAX = 1_000;

    private Life life = Life.LIVE;
    private GroupState verdict = GroupState.OK;
    private Flapping flaps = Flapping.STEADY;
    private Relapses relapses = Relapses.NONE;
    private boolean changedInEvaluation;
    private long calmFromSeconds = MinimumFiring.NOT_CALM;
    private long evaluation = Long.MIN_VALUE;
    private long flappingSinceMillis;
    private String acknowledgedBy = "";

    Life life() {
        return life;
    }

    /** Whether the step led to another life. */
    boolean lives(Life.Step step) {
        Life before = life;
        life = before.after(step);
        return life != before;
    }

    boolean isFlapping() {
        return flaps.flapping() || relapses.flapping();
    }

    /** What is said of the flapping. */
    String flaps() {
        return flaps.flapping()
                ? Texts.number(flaps.score() * 100) + " % of the last evaluations changed it"
                : "it turned three times within " + Texts.span(Relapses.SPAN_SECONDS);
    }

    long flappingSinceMillis() {
        return flappingSinceMillis;
    }

    String acknowledgedBy() {
        return acknowledgedBy;
    }

    void acknowledge(String by) {
        byte[] bytes = by.getBytes(StandardCharsets.UTF_8);
        acknowledgedBy = bytes.length <= TEXT_BYTES_MAX ? by : by.substring(0, TEXT_BYTES_MAX / 4);
    }

    void stateChanged() {
        acknowledgedBy = "";
        calmFromSeconds = MinimumFiring.NOT_CALM;
    }

    /** How long the calm lasts, seconds; keeps count of it. Below 0 where there is none. */
    boolean isKept(boolean better, long bucketStartSeconds, long bucketEndSeconds, long keepSeconds) {
        calmFromSeconds = MinimumFiring.calmFrom(better, calmFromSeconds, bucketStartSeconds);
        return MinimumFiring.isKept(calmFromSeconds, bucketEndSeconds, keepSeconds);
    }

    /**
     * A bucket was judged.
     *
     * @param found what it said, before anything was kept
     * @param from the state before it
     * @param to the state after it
     * @param evaluationSeconds how long an evaluation is
     * @return whether flapping began or ended
     */
    boolean judged(GroupState found, GroupState from, GroupState to, long bucketEndSeconds, long evaluationSeconds) {
        boolean before = isFlapping();
        evaluated(found != verdict, Math.floorDiv(bucketEndSeconds - 1, evaluationSeconds));
        verdict = found;
        relapses = relapses.next(from, to, bucketEndSeconds);
        if (isFlapping() && !before) {
            flappingSinceMillis = bucketEndSeconds * 1_000L;
        }
        return isFlapping() != before;
    }

    private void evaluated(boolean changed, long now) {
        if (now == evaluation) {
            changedInEvaluation |= changed;
            return;
        }
        if (evaluation != Long.MIN_VALUE) {
            flaps = flaps.next(changedInEvaluation);
            for (long quiet = evaluation + 1; quiet < now && quiet <= evaluation + Flapping.LOOKED_AT; quiet++) {
                flaps = flaps.next(false);
            }
        }
        evaluation = now;
        changedInEvaluation = changed;
    }

    /** No data, or closed: whatever flapped has settled. */
    void settle() {
        flaps = Flapping.STEADY;
        relapses = Relapses.NONE;
        changedInEvaluation = false;
    }

    int bytes() {
        return 3 + 4 + 3 * 8 + 4 + 3 * 8 + acknowledgedBy.getBytes(StandardCharsets.UTF_8).length;
    }

    void write(ByteBuffer out) {
        byte[] by = acknowledgedBy.getBytes(StandardCharsets.UTF_8);
        out.put((byte) life.ordinal()).put((byte) verdict.ordinal());
        out.put((byte) ((flaps.flapping() ? FLAPPING : 0)
                | (changedInEvaluation ? SLOT_CHANGED : 0)
                | (relapses.flapping() ? RELAPSING : 0)
                | (relapses.worsened() ? WORSENED : 0)));
        out.putInt(flaps.changes()).putLong(calmFromSeconds).putLong(evaluation).putLong(flappingSinceMillis);
        out.putInt(by.length).put(by);
        out.putLong(relapses.last()).putLong(relapses.beforeLast()).putLong(relapses.turned());
    }

    /** @param withRelapses whether it was written by a version that remembers them */
    static QuietMemory read(ByteBuffer in, boolean withRelapses) {
        QuietMemory memory = new QuietMemory();
        memory.life = Life.values()[in.get()];
        memory.verdict = GroupState.values()[in.get()];
        int flags = in.get();
        memory.flaps = new Flapping(in.getInt(), (flags & FLAPPING) != 0);
        memory.changedInEvaluation = (flags & SLOT_CHANGED) != 0;
        memory.calmFromSeconds = in.getLong();
        memory.evaluation = in.getLong();
        memory.flappingSinceMillis = in.getLong();
        memory.acknowledgedBy = GroupMemory.text(in);
        if (withRelapses) {
            memory.relapses = new Relapses(
                    in.getLong(), in.getLong(), in.getLong(), (flags & RELAPSING) != 0, (flags & WORSENED) != 0);
        }
        return memory;
    }
}
