package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.MinMax;

/**
 * What each view's score is worth in a channel, by how long a bucket is and how old the series.
 *
 * <p>A bucket of a minute is a blip's worth: a view that sees one bucket alone (onset, surprise) says little there unless it is loud, and the
 * mean of four says more. A bucket of five minutes or more is a mean already: there a lone surprise counts as it says, an
 * onset nearly so, and four buckets are late. Between the two the constants go with the logarithm of the length ({@code coarse}, 0 to 1).
 *
 * <p>Above a knee only a part of a score counts, so that one view alone cannot outshout two that agree. The constants were chosen by
 * the four corpora of docs/detectors.md together.
 */
final class Weighting {
    private static final double KNEE = 2.4;
    private static final double KNEE_COARSER = 1.05;
    private static final double BEYOND_KNEE = 0.1;
    /** The spread of ten means jumps by itself more often than their distance from what was expected. */
    private static final double ONSET_LESS_COARSE = 0.2;

    private static final double SUSTAINED_WEIGHT = 1.18;
    private static final double SUSTAINED_COARSER = 0.25;
    private static final double SUSTAINED_KNEE = 4;
    private static final double BEYOND_SUSTAINED_KNEE = 0.5;
    private static final double INCIDENT_KNEE = 3.15;
    private static final double BEYOND_INCIDENT_KNEE = 0.04;
    private static final double QUIET = 2.35;
    private static final double QUIET_COARSER = 0.5;
    private static final double VIEW_MAX = 10;
    private static final double BEHAVIOUR_YOUNG = 1.8;
    private static final double BEHAVIOUR_OLD = 0.75;
    /** Buckets up to which behaviour has its full weight. */
    private static final int YOUNG_BUCKETS = 8_000;

    private final double coarse;
    private final double knee;
    private final double sustainedWeight;

    Weighting(int intervalSeconds) {
        coarse = MinMax.max(0, MinMax.min(1, StrictMath.log(intervalSeconds / 60.0) / StrictMath.log(5)));
        knee = KNEE + KNEE_COARSER * coarse;
        sustainedWeight = SUSTAINED_WEIGHT - SUSTAINED_COARSER * coarse;
    }

    /** Incident scores up to here are ordinary: no rest after a peak changes them. */
    double quiet() {
        return QUIET - QUIET_COARSER * coarse;
    }

    double onset(double score) {
        return surprise((1 - ONSET_LESS_COARSE * coarse) * score);
    }

    double surprise(double score) {
        if (score > knee) {
            return beyond(score, knee, BEYOND_KNEE);
        }
        if (coarse == 1) {
            return score;
        }
        double square = score * score;
        return coarse * score + (1 - coarse) * square * square / (knee * knee * knee);
    }

    double seasonal(double score) {
        return beyond(score, KNEE, BEYOND_KNEE);
    }

    double sustained(double score) {
        return sustainedWeight * beyond(score, SUSTAINED_KNEE, BEYOND_SUSTAINED_KNEE);
    }

    /** The loudest of an incident's views, pressed so that the order remains. */
    double incident(double loudest) {
        return beyond(loudest, INCIDENT_KNEE, BEYOND_INCIDENT_KNEE);
    }

    /** Novelty and sustained in agreement: power mean with exponent 1/2. */
    double agreement(double novelty, double sustained) {
        double root = (Math.sqrt(MinMax.min(VIEW_MAX, novelty)) + Math.sqrt(MinMax.min(VIEW_MAX, sustained))) / 2;
        return root * root;
    }

    /** Weight of behaviour beside incident: novelty needs no calibration, the tails of the other views need some thousand buckets. */
    double behaviour(int seen) {
        return BEHAVIOUR_OLD + (BEHAVIOUR_YOUNG - BEHAVIOUR_OLD) * MinMax.min(1, YOUNG_BUCKETS / (seen + 1.0));
    }

    private static double beyond(double score, double knee, double part) {
        return score > knee ? knee + part * (score - knee) : score;
    }
}
