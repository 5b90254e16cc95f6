package io.tidemark.detectors.model.season;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.CivilClock;
import io.tidemark.detectors.model.MinMax;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.ModelSettings.Seasonality;

/**
 * Two additive profiles of one series: the cycle (a day in up to 288 slots, or an hour in up to 60) and, on top of it, the
 * 168 hours of the week.
 *
 * <p>A slot is a float in the block: the mean of what was left when its slot came round, learnt with gain 1/k on the k-th
 * day (faster for weeks, which are few) and never less than {@link #DAY_GAIN} (a memory of about eight days) or {@link #WEEK_GAIN}. Where a slot holds v
 * buckets, each has 1/v of the gain. Weeks are learnt from the second week on: before, they cannot be told from days.
 *
 * <p>Call {@link #moveTo} first; the other methods then speak of that bucket. Example: interval 60 s has slots of 5 minutes,
 * v = 5; at 08:03 on a Tuesday cycle slot 96 and week slot 32.
 */
public final class Season {
    public static final int CYCLE_SLOTS = 288;
    public static final int WEEK_SLOTS = 168;
    public static final int CYCLE_BYTES = 4 * CYCLE_SLOTS;
    public static final int WEEK_BYTES = 4 * WEEK_SLOTS;
    private static final double DAY_GAIN = 0.12;
    private static final double WEEK_GAIN = 0.25;
    private static final int HOUR = 3_600;
    /** Exact as long as (seconds of the day) x (seconds of a slot) is less than 2^40. */
    private static final int SLOT_SHIFT = 40;

    private final CivilClock clock;
    private final int cycleAt;
    private final int weekAt;
    private final int cycleSeconds;
    /** 2^40 / seconds of a slot, rounded up: times a second of the day, shifted back, it is the slot, exactly. */
    private final long slotsPerSecond;

    private final double bucketsPerSlot;
    private final double bucketsPerHour;
    private final double cyclesPerBucket;
    private final double weeksPerBucket;
    /** Buckets from which on the gains are what they stay at: no division is needed for them. */
    private final double settledCycles;

    private final double settledWeeks;
    private final double settledCycleGain;
    private final double settledWeekGain;
    private final boolean cyclic;
    private final boolean weekly;

    private int cycleSlotAt;
    private int weekSlotAt;
    private int hourOfDay;

    /**
     * @param cycleAt offset of {@link #CYCLE_BYTES} bytes in the block
     * @param weekAt offset of {@link #WEEK_BYTES} bytes in the block
     */
    public Season(ModelSettings settings, int cycleAt, int weekAt) {
        this.cycleAt = cycleAt;
        this.weekAt = weekAt;
        clock = new CivilClock(settings.zone());
        int interval = settings.intervalSeconds();
        Seasonality kind = settings.seasonality();
        cycleSeconds = kind == Seasonality.HOURLY ? HOUR : CivilClock.DAY;
        cyclic = kind != Seasonality.NONE && interval * 2 <= cycleSeconds;
        weekly = (kind == Seasonality.WEEKLY || kind == Seasonality.AUTO) && interval <= CivilClock.DAY;
        int slots = MinMax.max(1, MinMax.min(kind == Seasonality.HOURLY ? 60 : CYCLE_SLOTS, cycleSeconds / interval));
        int slotSeconds = (cycleSeconds + slots - 1) / slots;
        slotsPerSecond = (1L << SLOT_SHIFT) / slotSeconds + 1;
        bucketsPerSlot = MinMax.max(1.0, (double) slotSeconds / interval);
        bucketsPerHour = MinMax.max(1.0, (double) HOUR / interval);
        cyclesPerBucket = (double) interval / cycleSeconds;
        weeksPerBucket = (double) interval / CivilClock.WEEK;
        settledCycles = (1 / DAY_GAIN + 1) / cyclesPerBucket;
        settledWeeks = (1.5 / WEEK_GAIN + 1) / weeksPerBucket;
        settledCycleGain = DAY_GAIN / bucketsPerSlot;
        settledWeekGain = WEEK_GAIN / bucketsPerHour;
    }

    /** Turns to the bucket that starts there. */
    public void moveTo(long bucketStartSeconds) {
        long civil = clock.civilSeconds(bucketStartSeconds);
        int second = CivilClock.secondOfDay(civil);
        hourOfDay = second / HOUR;
        int inCycle = cycleSeconds == CivilClock.DAY ? second : second % HOUR;
        cycleSlotAt = cycleAt + 4 * (int) (inCycle * slotsPerSecond >>> SLOT_SHIFT);
        weekSlotAt = weekAt + 4 * (CivilClock.secondOfWeek(civil) / HOUR);
    }

    public int hourOfDay() {
        return hourOfDay;
    }

    public boolean hasCycle() {
        return cyclic;
    }

    /** Length of the season known after so many buckets: a week, the cycle, or 0 before the first cycle is over. */
    public int seconds(int seen) {
        if (weekly && seen * weeksPerBucket >= 1) {
            return CivilClock.WEEK;
        }
        return cyclic && seen * cyclesPerBucket >= 1 ? cycleSeconds : 0;
    }

    /** The longest season that is kept: a week, or the cycle. */
    public int longest() {
        return weekly ? CivilClock.WEEK : cyclic ? cycleSeconds : 0;
    }

    /** How many cycles that many buckets are. */
    public double cycles(int buckets) {
        return buckets * cyclesPerBucket;
    }

    /** What the time of day (or hour) and of the week add. */
    public double part(Block state) {
        double part = cyclic ? state.getFloat(cycleSlotAt) : 0;
        return weekly ? part + state.getFloat(weekSlotAt) : part;
    }

    /**
     * Learns what was left.
     *
     * @param residual value less level less {@link #part}, already clipped
     * @param seen buckets learnt before this one
     */
    public void learn(Block state, double residual, int seen) {
        if (cyclic) {
            add(state, cycleSlotAt, cycleGain(seen) * residual);
        }
        if (weekly && seen * weeksPerBucket >= 1) {
            add(state, weekSlotAt, weekGain(seen) * residual);
        }
    }

    private double cycleGain(int seen) {
        if (seen >= settledCycles) {
            return settledCycleGain;
        }
        double cycles = seen * cyclesPerBucket;
        return cycles < 1
                ? (bucketsPerSlot > 1.5 ? MinMax.max(0.4, 1 / bucketsPerSlot) : 0.9)
                : MinMax.max(DAY_GAIN, 1 / (1 + Math.floor(cycles))) / bucketsPerSlot;
    }

    private double weekGain(int seen) {
        if (seen >= settledWeeks) {
            return settledWeekGain;
        }
        return MinMax.max(WEEK_GAIN, MinMax.min(0.8, 1.5 / Math.floor(seen * weeksPerBucket))) / bucketsPerHour;
    }

    /** Takes over a sibling's season times {@code ratio}. */
    public void borrow(Block state, Block sibling, double ratio) {
        for (int at = cycleAt; at < cycleAt + CYCLE_BYTES; at += 4) {
            state.putFloat(at, bounded(ratio * sibling.getFloat(at)));
        }
        for (int at = weekAt; at < weekAt + WEEK_BYTES; at += 4) {
            state.putFloat(at, bounded(ratio * sibling.getFloat(at)));
        }
    }

    private static float bounded(double value) {
        return (float) MinMax.max(-1e30, MinMax.min(1e30, value));
    }

    private static void add(Block state, int at, double change) {
        double value = state.getFloat(at) + change;
        state.putFloat(at, bounded(value));
    }
}
