package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.CivilClock;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.MinMax;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.ModelSettings.Seasonality;

/**
 * What the series usually is now: four ideas of its season, each weighed by how well it predicted.
 *
 * <pre>
 *   none    a slow level, memory of three days
 *   day     {@link SlowProfile}, in civil time
 *   week    the day, plus what the hour of the week adds to it
 *   short   the slow level, plus a cycle of an hour or of what the data show  ({@link ShortCycle}, {@link PeriodFinder})
 *
 *   usual = sum of w c,   w proportional to (smallest E / E)^8,   E = mean |value - c| over a day (or 500 buckets)
 * </pre>
 *
 * <p>An idea speaks from its first whole cycle on (the week: from its second) and starts with the error of "none", so that it
 * must earn its weight. With the eighth power, an idea that errs by 10 % more than the best has half its weight and one that
 * errs by 60 % more has 2 %; where two are equally good their mean is better than either. A season that the user states is the
 * only one that speaks, once it is known.
 *
 * <p>A value that keeps its sign beyond three errors for {@link SlowProfile#SHIFT_SECONDS} is a new level: the slow level and
 * the day then follow it with gain 0.05.
 *
 * <p>All values are distances from the first value of the series. Call {@link #moveTo} first.
 */
final class Seasons {
    private static final int NONE = 0;
    private static final int DAY = 1;
    private static final int WEEK = 2;
    private static final int SHORT = 3;
    private static final int IDEAS = 4;

    private static final int CENTRE = 0;
    private static final int RUN = 4;
    private static final int ERRORS = 8;
    private static final int HEAD_START = ERRORS + 4 * IDEAS;
    private static final int DAY_HEAD = HEAD_START + 4;
    static final int HEAD_BYTES = DAY_HEAD + SlowProfile.HEAD_BYTES;

    private static final int WEEK_SLOTS = 168;
    private static final int WEEK_AT = SlowProfile.BYTES;
    private static final int SHORT_AT = WEEK_AT + 4 * WEEK_SLOTS;
    private static final int FINDER_AT = SHORT_AT + ShortCycle.BYTES;
    static final int BYTES = FINDER_AT + PeriodFinder.BYTES;

    private static final int HOUR = 3_600;
    private static final double MEMORY_DAYS = 3;
    private static final double CLIP = 3;
    private static final double ERROR_CLIP = 6;
    private static final double WEEK_GAIN = 0.25;
    private static final double WEEK_GAIN_MOST = 0.8;
    private static final int ERROR_MEMORY_MIN = 500;
    /** A new idea is taken to have had the error of "none" for so many buckets. */
    private static final int PRIOR_BUCKETS = 50;
    /** A cycle is kept against another found one where it errs by so much less than none. */
    private static final double WORTH_KEEPING = 0.75;
    /** A season is spoken of where it errs by so much less than none. */
    private static final double WORTH_TELLING = 0.95;

    private final int head;
    private final int weekAt;
    private final CivilClock clock;
    private final Seasonality told;
    private final SlowProfile day;
    private final ShortCycle cycle;
    private final PeriodFinder finder;
    private final int interval;
    private final double bucketsPerHour;
    private final double errorGain;
    private final double centreGain;
    private final int dayBuckets;
    private final double weekBuckets;
    /** Buckets from which on the gain of the week is what it stays at: no division is needed for it. */
    private final double settledWeeks;

    private final double settledWeekGain;
    private final int shiftBuckets;

    private long second;
    private int weekSlotAt;
    private final double[] slotValues = new double[IDEAS];
    private final double[] weights = new double[IDEAS];
    private double usual;
    private double between;
    private double sameTime;

    Seasons(ModelSettings settings, int head, int at) {
        this.head = head;
        interval = settings.intervalSeconds();
        clock = new CivilClock(settings.zone());
        told = settings.seasonality();
        day = new SlowProfile(interval, head + DAY_HEAD, at);
        weekAt = at + WEEK_AT;
        cycle = new ShortCycle(at + SHORT_AT, interval);
        finder = new PeriodFinder(at + FINDER_AT, interval);
        bucketsPerHour = MinMax.max(1.0, (double) HOUR / interval);
        errorGain = 1 / MinMax.max(ERROR_MEMORY_MIN, (double) CivilClock.DAY / interval);
        centreGain = MinMax.min(0.3, interval / (MEMORY_DAYS * CivilClock.DAY));
        dayBuckets = (int) Math.ceil(day.cycleBuckets());
        weekBuckets = MinMax.max(1, (double) CivilClock.WEEK / interval);
        settledWeeks = (1.5 / WEEK_GAIN + 1) * weekBuckets;
        settledWeekGain = WEEK_GAIN / bucketsPerHour;
        shiftBuckets = day.shiftBuckets();
    }

    void reset(Block s) {
        boolean hourly = told == Seasonality.HOURLY || told == Seasonality.AUTO;
        cycle.adopt(s, hourly && 2 * interval <= HOUR ? HOUR : 0);
    }

    /** Buckets of the cycle that must be seen before anything is judged by its season. */
    int firstCycleBuckets() {
        return switch (told) {
            case NONE -> 1;
            case HOURLY -> MinMax.max(1, HOUR / interval);
            default -> dayBuckets;
        };
    }

    /** True while the season is a sibling's: until a cycle of the series' own. */
    boolean isBorrowed(Block s, int seen) {
        return s.getInt(head + HEAD_START) > 0 && seen < firstCycleBuckets();
    }

    /**
     * Takes over a sibling's season times {@code ratio}.
     *
     * @param shift added to the sibling's values times ratio: from its first value to that of this series
     * @param siblingSeen buckets that the sibling learnt
     */
    void borrow(Block s, Block sibling, double ratio, double shift, int siblingSeen) {
        s.putFloat(head + CENTRE, SlowProfile.bounded(ratio * sibling.getFloat(head + CENTRE) + shift));
        s.putInt(head + RUN, 0);
        for (int i = 0; i < IDEAS; i++) {
            int at = head + ERRORS + 4 * i;
            s.putFloat(at, SlowProfile.bounded(Math.abs(ratio) * sibling.getFloat(at)));
        }
        for (int i = 0; i < WEEK_SLOTS; i++) {
            int at = weekAt + 4 * i;
            s.putFloat(at, SlowProfile.bounded(ratio * sibling.getFloat(at)));
        }
        day.borrow(s, sibling, ratio, shift);
        cycle.borrow(s, sibling, ratio);
        s.putInt(head + HEAD_START, MinMax.min(1 << 24, siblingSeen + sibling.getInt(head + HEAD_START)));
    }

    void moveTo(Block s, long bucketStartSeconds, int ownSeen) {
        int seen = ownSeen + s.getInt(head + HEAD_START);
        long civil = clock.civilSeconds(bucketStartSeconds);
        second = bucketStartSeconds;
        day.moveTo(CivilClock.secondOfDay(civil));
        cycle.moveTo(s, second);
        weekSlotAt = weekAt + 4 * (CivilClock.secondOfWeek(civil) / HOUR);
        double centre = s.getFloat(head + CENTRE);
        double hours = s.getFloat(weekSlotAt);
        double slot = day.slotValue(s);
        slotValues[NONE] = centre;
        slotValues[DAY] = slot;
        slotValues[WEEK] = slot + hours;
        slotValues[SHORT] = centre + cycle.part(s);
        weigh(s, seen);
        usual = weights[NONE] * centre
                + (weights[DAY] + weights[WEEK]) * slot
                + weights[WEEK] * hours
                + weights[SHORT] * slotValues[SHORT];
        double inDay = day.value(s) - slot;
        double seasoned = weights[DAY] + weights[WEEK];
        between = usual + seasoned * inDay;
        sameTime = seasoned > 0 ? slot + inDay + weights[WEEK] / seasoned * hours : between;
    }

    private boolean speaks(Block s, int idea, int seen) {
        return switch (idea) {
            case DAY ->
                (told == Seasonality.AUTO
                                || told == Seasonality.DAILY
                                || told == Seasonality.WEEKLY && !weekKnown(seen))
                        && seen >= dayBuckets;
            case WEEK -> (told == Seasonality.AUTO || told == Seasonality.WEEKLY) && weekKnown(seen);
            case SHORT -> (told == Seasonality.AUTO || told == Seasonality.HOURLY) && cycle.knows(s);
            default ->
                told == Seasonality.AUTO
                        || told == Seasonality.NONE
                        || (told == Seasonality.HOURLY ? !cycle.knows(s) : seen < dayBuckets);
        };
    }

    private boolean weekKnown(int seen) {
        return seen >= 2 * weekBuckets;
    }

    private void weigh(Block s, int seen) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < IDEAS; i++) {
            double error = speaks(s, i, seen) ? s.getFloat(head + ERRORS + 4 * i) + 1e-30 : 0;
            weights[i] = error;
            least = error > 0 && error < least ? error : least;
        }
        double sum = 0;
        for (int i = 0; i < IDEAS; i++) {
            if (weights[i] > 0) {
                double ratio = least / weights[i];
                ratio *= ratio;
                ratio *= ratio;
                weights[i] = ratio * ratio;
                sum += weights[i];
            }
        }
        double share = 1 / sum;
        for (int i = 0; i < IDEAS; i++) {
            weights[i] *= share;
        }
    }

    /** The usual value of this slot. */
    double usual() {
        return usual;
    }

    /** The usual value at this time, between the slots of the day. */
    double between() {
        return between;
    }

    /** The usual value at this time of earlier days, and of earlier weeks as far as these predict better; whatever the level did since. */
    double sameTime() {
        return sameTime;
    }

    /** The slow level. */
    double centre(Block s) {
        return s.getFloat(head + CENTRE);
    }

    /** True once this time of the day has been seen. */
    boolean knows(Block s) {
        return told == Seasonality.NONE || told == Seasonality.HOURLY || day.knows(s);
    }

    /**
     * Length of the season that predicts best, seconds; 0 where none is much better than no season. Of seasons that are nearly
     * as good the shortest is told: what repeats every 90 minutes also repeats every day.
     */
    int seconds(Block s) {
        int best = weights[WEEK] > 2 * weights[DAY] ? WEEK : DAY;
        best = weights[best] > 2 * weights[SHORT] ? best : SHORT;
        boolean worth =
                weights[NONE] == 0 || s.getFloat(head + ERRORS + 4 * best) < WORTH_TELLING * s.getFloat(head + ERRORS);
        if (weights[best] == 0 || !worth) {
            return 0;
        }
        return best == WEEK ? CivilClock.WEEK : best == DAY ? CivilClock.DAY : (int) Math.round(cycle.period(s));
    }

    /**
     * Learns a value that is believed.
     *
     * @param steps buckets that have passed since the last one
     */
    void learn(Block s, double value, int ownSeen, long steps, double floor) {
        int seen = ownSeen + s.getInt(head + HEAD_START);
        double centre = s.getFloat(head + CENTRE);
        double dayLimit = CLIP * MinMax.max(day.scale(s), floor);
        learnErrors(s, value, seen);
        if (told == Seasonality.AUTO) {
            double scale = s.getFloat(head + ERRORS) + floor;
            double period = finder.next(s, value - centre, scale, steps);
            if (period > 0 && isBetter(s, period)) {
                cycle.adopt(s, period);
                finder.recall(s, second, scale, cycle);
                s.putFloat(head + ERRORS + 4 * SHORT, s.getFloat(head + ERRORS));
                cycle.moveTo(s, second);
            }
        }
        learnWeek(s, value, seen, seen < 50 ? Double.MAX_VALUE : dayLimit);
        cycle.learn(s, value - centre, floor);
        learnCentre(s, value - centre, seen, floor);
        day.learn(s, value, seen, floor);
    }

    /** A found period replaces one that does little; or one that is nearly the same, if a whole look has told it more precisely. */
    private boolean isBetter(Block s, double period) {
        double apart = Math.abs(period - cycle.period(s)) / period;
        if (apart < 1e-4) {
            return false;
        }
        boolean earnsItsPlace =
                cycle.knows(s) && s.getFloat(head + ERRORS + 4 * SHORT) < WORTH_KEEPING * s.getFloat(head + ERRORS);
        return !earnsItsPlace || apart < 0.05 && finder.isWholeLook(s);
    }

    private void learnErrors(Block s, double value, int seen) {
        float none = s.getFloat(head + ERRORS);
        for (int i = 0; i < IDEAS; i++) {
            int at = head + ERRORS + 4 * i;
            double age = i == NONE
                    ? seen
                    : PRIOR_BUCKETS + (i == SHORT ? cycle.age(s) : seen - (i == DAY ? dayBuckets : 2 * weekBuckets));
            if (i != NONE && (i == SHORT ? !cycle.knows(s) : age < PRIOR_BUCKETS)) {
                s.putFloat(at, none);
                continue;
            }
            double error = s.getFloat(at);
            double distance = Math.abs(value - slotValues[i]);
            if (seen > 200) {
                distance = MinMax.min(distance, ERROR_CLIP * error + 1e-9);
            }
            s.putFloat(at, (float) (error + Gain.of(errorGain, age) * (distance - error)));
        }
    }

    private void learnWeek(Block s, double value, int seen, double limit) {
        if (seen < weekBuckets) {
            return;
        }
        double residual = MinMax.max(-limit, MinMax.min(limit, value - slotValues[WEEK]));
        double gain = seen >= settledWeeks
                ? settledWeekGain
                : MinMax.max(WEEK_GAIN, MinMax.min(WEEK_GAIN_MOST, 1.5 / Math.floor(seen / weekBuckets)))
                        / bucketsPerHour;
        s.putFloat(weekSlotAt, SlowProfile.bounded(s.getFloat(weekSlotAt) + gain * residual));
    }

    private void learnCentre(Block s, double residual, int seen, double floor) {
        double limit = seen < 200 ? Double.MAX_VALUE : CLIP * MinMax.max(s.getFloat(head + ERRORS), floor);
        int run = s.getInt(head + RUN);
        run = residual > limit ? MinMax.max(1, run + 1) : residual < -limit ? MinMax.min(-1, run - 1) : 0;
        boolean shifted = Math.abs(run) > shiftBuckets;
        double step =
                shifted ? 0.05 * residual : Gain.of(centreGain, seen) * MinMax.max(-limit, MinMax.min(limit, residual));
        s.putFloat(head + CENTRE, SlowProfile.bounded(s.getFloat(head + CENTRE) + step));
        s.putInt(head + RUN, run);
    }
}
