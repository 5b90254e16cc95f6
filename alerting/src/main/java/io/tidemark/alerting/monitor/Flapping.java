package io.tidemark.alerting.monitor;

/**
 * Tells a group that keeps changing from one that changed: the weighted share of changes among the last {@value #LOOKED_AT}
 * evaluations, where the newest counts {@value #WEIGHT_NEWEST} and the oldest {@value #WEIGHT_OLDEST}. Flapping begins at
 * {@value #ENTER} and ends below {@value #LEAVE}, so that it does not flap itself. The idea and the weights are those of
 * Nagios.
 *
 * <p>An evaluation is a bucket, or half a minute where buckets are shorter: within it a change is a change. Twenty steady
 * evaluations, then a change at each: flapping begins with the tenth change. Pure; 4 bytes a group.
 *
 * @param changes one bit for each evaluation, the newest lowest
 * @param flapping whether it flaps
 */
record Flapping(int changes, boolean flapping) {

    static final int LOOKED_AT = 20;
    static final double ENTER = 0.5;
    static final double LEAVE = 0.25;
    static final double WEIGHT_OLDEST = 0.8;
    static final double WEIGHT_NEWEST = 1.2;

    /** Shortest evaluation, seconds. */
    static final int EVALUATION_SECONDS_MIN = 30;

    static final Flapping STEADY = new Flapping(0, false);

    Flapping next(boolean changed) {
        int bits = (changes << 1 | (changed ? 1 : 0)) & (1 << LOOKED_AT) - 1;
        double score = score(bits);
        return new Flapping(bits, flapping ? score >= LEAVE : score >= ENTER);
    }

    double score() {
        return score(changes);
    }

    private static double score(int bits) {
        double sum = 0;
        for (int age = 0; age < LOOKED_AT; age++) {
            if ((bits >> age & 1) != 0) {
                sum += WEIGHT_NEWEST - (WEIGHT_NEWEST - WEIGHT_OLDEST) * age / (LOOKED_AT - 1);
            }
        }
        return sum / LOOKED_AT;
    }
}
