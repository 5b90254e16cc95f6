package io.tidemark.alerting.monitor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is remembered of one group in order to keep quiet: calm, flaps, silence, and who takes care.
 *
 * <p>Flat form: life, last verdict, flags (1 byte each), changes (int), calm from, evaluation, flapping since (longs), who
 * acknowledged (length, UTF-8).
 */
final class QuietMemory {

    private static final int FLAPPING = 1;
    private static final int SLOT_CHANGED = 2;
    private static final int TEXT_BYTES_MAX = 1_000;

    private Life life = Life.LIVE;
    private GroupState verdict = GroupState.OK;
    private Flapping flaps = Flapping.STEADY;
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
        return flaps.flapping();
    }

    double flapScore() {
        return flaps.score();
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
     * A bucket was judged, before anything was kept.
     *
     * @param evaluationSeconds how long an evaluation is
     * @return whether flapping began or ended
     */
    boolean judged(GroupState found, long bucketEndSeconds, long evaluationSeconds) {
        boolean changed = found != verdict;
        verdict = found;
        long now = Math.floorDiv(bucketEndSeconds - 1, evaluationSeconds);
        if (now == evaluation) {
            changedInEvaluation |= changed;
            return false;
        }
        boolean before = flaps.flapping();
        if (evaluation != Long.MIN_VALUE) {
            flaps = flaps.next(changedInEvaluation);
            for (long quiet = evaluation + 1; quiet < now && quiet <= evaluation + Flapping.LOOKED_AT; quiet++) {
                flaps = flaps.next(false);
            }
        }
        evaluation = now;
        changedInEvaluation = changed;
        if (flaps.flapping() && !before) {
            flappingSinceMillis = bucketEndSeconds * 1_000L;
        }
        return flaps.flapping() != before;
    }

    /** No data, or closed: whatever flapped has settled. */
    void settle() {
        flaps = Flapping.STEADY;
        changedInEvaluation = false;
    }

    int bytes() {
        return 3 + 4 + 3 * 8 + 4 + acknowledgedBy.getBytes(StandardCharsets.UTF_8).length;
    }

    void write(ByteBuffer out) {
        byte[] by = acknowledgedBy.getBytes(StandardCharsets.UTF_8);
        out.put((byte) life.ordinal()).put((byte) verdict.ordinal());
        out.put((byte) ((flaps.flapping() ? FLAPPING : 0) | (changedInEvaluation ? SLOT_CHANGED : 0)));
        out.putInt(flaps.changes()).putLong(calmFromSeconds).putLong(evaluation).putLong(flappingSinceMillis);
        out.putInt(by.length).put(by);
    }

    static QuietMemory read(ByteBuffer in) {
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
        return memory;
    }
}
