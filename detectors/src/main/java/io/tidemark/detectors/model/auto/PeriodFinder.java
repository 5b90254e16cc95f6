package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.CivilClock;
import io.tidemark.detectors.model.MinMax;

/**
 * Looks for a period that nobody told: the lag at which a series differs least from itself.
 *
 * <p>The last {@link #RING} values (distance from the slow level, in units of its error, one byte each) are compared with
 * one another: for each lag the mean of |x(t) - x(t - lag)| is kept. A period is a lag that lies behind the first rise of that
 * curve, is a minimum, and has less than {@link #DEEP} of the curve's mean; of several the shortest, made more precise by its multiples.
 * It is looked for in single buckets first, then in means of 4 and of 16, and so on in turn; a look takes
 * {@link #LOOK_SAMPLES} samples. While a look is young all lags are compared, so that a clear period is found after two and a half
 * cycles; later {@link #LAGS_A_SAMPLE} lags a sample.
 *
 * <p>What divides the day within the precision of the lag is taken to divide it exactly (a job that runs every 90 minutes);
 * whole days are not told: the day and the week are always tried ({@link Seasons}).
 *
 * <p>Layout at {@code at}: samples (int), sum of the open sample (float), its values (short), its buckets (short), stage (short),
 * 2 bytes unused, ring (bytes; 0: missing), one short a lag.
 *
 * <p>Source: the average magnitude difference function (Ross and others, IEEE TASSP 22, 1974).
 */
final class PeriodFinder {
    static final int RING = 192;
    private static final int HEAD = 16;
    private static final int LAGS = HEAD + RING;
    static final int BYTES = LAGS + 2 * RING;
    static final int LOOK_SAMPLES = 1_536;
    private static final int YOUNG_SAMPLES = 2 * RING;
    private static final int YOUNG_LOOK = 32;
    private static final int LAGS_A_SAMPLE = 8;
    static final double DEEP = 0.6;
    private static final int SUM = 4;
    private static final int VALUES = 8;
    private static final int BUCKETS = 10;
    private static final int STAGE = 12;
    private static final int STAGES = 3;
    private static final double UNIT = 31;
    private static final int FRACTION = 128;
    private static final int MEMORY = 64;

    private final int at;
    private final int interval;
    private final int[] curve = new int[RING];

    PeriodFinder(int at, int interval) {
        this.at = at;
        this.interval = interval;
    }

    private int bucketsOfSample(Block s) {
        return 1 << 2 * s.getUnsignedShort(at + STAGE);
    }

    /**
     * Takes the next value in.
     *
     * @param scale what a distance is measured in, above zero
     * @param steps buckets that have passed since the last one, 1 or more
     * @return a period in seconds, or 0
     */
    double next(Block s, double distance, double scale, long steps) {
        int size = bucketsOfSample(s);
        if (steps > (long) RING * size) {
            begin(s, 0);
            return 0;
        }
        double found = 0;
        int buckets = s.getUnsignedShort(at + BUCKETS) + (int) steps - 1;
        for (; buckets >= size; buckets -= size) {
            found = MinMax.max(found, close(s));
            if (s.getInt(at) == 0) { // a look ended: a new stage begins with this value
                buckets = 0;
                break;
            }
        }
        double unit = MinMax.max(-127, MinMax.min(127, UNIT * distance / scale));
        s.putFloat(at + SUM, (float) (s.getFloat(at + SUM) + unit));
        s.putShort(at + VALUES, s.getUnsignedShort(at + VALUES) + 1);
        s.putShort(at + BUCKETS, buckets + 1);
        return buckets + 1 >= size ? MinMax.max(found, close(s)) : found;
    }

    private void begin(Block s, int stage) {
        s.putInt(at, 0);
        s.putFloat(at + SUM, 0);
        s.putShort(at + VALUES, 0);
        s.putShort(at + BUCKETS, 0);
        s.putShort(at + STAGE, stage);
    }

    private double close(Block s) {
        int values = s.getUnsignedShort(at + VALUES);
        int sample = values == 0 ? 0 : 128 + (int) Math.rint(s.getFloat(at + SUM) / values);
        s.putFloat(at + SUM, 0);
        s.putShort(at + VALUES, 0);
        s.putShort(at + BUCKETS, 0);
        int samples = s.getInt(at);
        int place = samples % RING;
        s.putByte(at + HEAD + place, sample);
        if (sample != 0) {
            compare(s, sample, place, samples);
        }
        samples++;
        s.putInt(at, samples);
        if (samples <= YOUNG_SAMPLES ? samples % YOUNG_LOOK != 0 : samples < LOOK_SAMPLES) {
            return 0;
        }
        double period = look(s, MinMax.min(RING - 1, samples / 2)) * bucketsOfSample(s) * interval;
        if (samples >= LOOK_SAMPLES) {
            begin(s, (s.getUnsignedShort(at + STAGE) + 1) % STAGES);
        }
        return period;
    }

    private void compare(Block s, int sample, int place, int samples) {
        boolean young = samples < YOUNG_SAMPLES;
        int from = young ? 1 : 1 + samples % (RING / LAGS_A_SAMPLE) * LAGS_A_SAMPLE;
        int until = MinMax.min(
                young ? MinMax.min(samples, RING - 1) : RING - 1, young ? RING - 1 : from + LAGS_A_SAMPLE - 1);
        for (int lag = from; lag <= until; lag++) {
            int then = place - lag;
            int other = s.getByte(at + HEAD + (then < 0 ? then + RING : then));
            if (other != 0) {
                int lagAt = at + LAGS + 2 * lag;
                int mean = samples == lag ? 0 : s.getUnsignedShort(lagAt);
                int step = FRACTION * Math.abs(sample - other) - mean;
                int seen = samples - lag + 1;
                s.putShort(lagAt, mean + (seen >= MEMORY ? step / MEMORY : step / seen));
            }
        }
    }

    /** The period in samples, or 0. */
    private double look(Block s, int lags) {
        long sum = 0;
        for (int lag = 1; lag <= lags; lag++) {
            curve[lag] = s.getUnsignedShort(at + LAGS + 2 * lag);
            sum += curve[lag];
        }
        double mean = (double) sum / lags;
        int first = 1;
        while (first < lags && curve[first] < mean) {
            first++;
        }
        int least = Integer.MAX_VALUE;
        for (int lag = first; lag < lags; lag++) {
            least = MinMax.min(least, curve[lag]);
        }
        if (least >= DEEP * mean) {
            return 0;
        }
        for (int lag = MinMax.max(2, first); lag < lags; lag++) {
            if (curve[lag] <= curve[lag - 1]
                    && curve[lag] <= curve[lag + 1]
                    && curve[lag] <= 1.1 * least + 0.05 * mean) {
                return snapped(refined(lag, lags), bucketsOfSample(s));
            }
        }
        return 0;
    }

    /** The multiples of a lag tell it more precisely. */
    private double refined(int lag, int lags) {
        double period = lag;
        int width = lag > 2 ? 1 : 0;
        for (int k = 2; k * period + width < lags; k++) {
            int middle = (int) Math.rint(k * period);
            int best = middle;
            for (int other = middle - width; other <= middle + width; other++) {
                best = curve[other] < curve[best] ? other : best;
            }
            period = (double) best / k;
        }
        return period;
    }

    /** A divisor of the day where the lag cannot tell it from one; 0 for whole days. */
    private double snapped(double period, int bucketsOfSample) {
        double day = (double) CivilClock.DAY / interval / bucketsOfSample;
        double precision = 0.6 / MinMax.max(1, Math.floor((RING - 1) / period));
        double days = period / day;
        if (days > 0.9) {
            return Math.abs(days - Math.rint(days)) < 0.03 * days ? 0 : period;
        }
        double exact = day / Math.rint(day / period);
        return Math.abs(exact - period) <= precision ? exact : period;
    }

    /** True if the last period was found with the ring full of values that had all been compared. */
    boolean isWholeLook(Block s) {
        int samples = s.getInt(at);
        return samples == 0 || samples >= YOUNG_SAMPLES;
    }

    /** Shows what is remembered to a cycle that has just been adopted. */
    void recall(Block s, long second, double scale, ShortCycle cycle) {
        int size = bucketsOfSample(s);
        int samples = s.getInt(at);
        for (int back = MinMax.min(samples, RING) - 1; back >= 1; back--) {
            int sample = s.getByte(at + HEAD + (samples - 1 - back) % RING);
            if (sample != 0) {
                cycle.recall(s, second - (long) back * size * interval, (sample - 128) / UNIT * scale, size);
            }
        }
    }
}
