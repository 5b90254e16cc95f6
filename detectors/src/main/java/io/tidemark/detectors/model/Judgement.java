package io.tidemark.detectors.model;

/**
 * What a model says about one bucket: a reusable row that {@link Model#next} overwrites, so that judging allocates nothing.
 *
 * <p>Values are in the unit of the metric; {@code NaN} means "nothing to say". The fields are open because this is an output
 * row, not an object with behaviour.
 */
public final class Judgement {
    /** Which view spoke. */
    public enum Channel {
        /** The value left its prediction interval. */
        BAND,
        /** The onset of something short. */
        INCIDENT,
        /** Something not seen before. */
        BEHAVIOUR
    }

    /** What made the score: the deviation from the band, or the loudest of the views of a model that has several. */
    public enum View {
        /** Distance from what was expected, in deviations. */
        DEVIATION,
        /** Growth of the short-term spread. */
        ONSET,
        /** Distance from what the last values and the season let one expect. */
        SURPRISE,
        /** Distance from what is usual at this time of the season. */
        SEASONAL,
        /** The same for the mean of the last few values. */
        SUSTAINED,
        /** Distance to the nearest value ever seen. */
        NOVELTY
    }

    /** Centre of the band. */
    public double expected;
    /** Lower edge of the band. */
    public double lower;
    /** Upper edge of the band. */
    public double upper;
    /** Robust standard deviation of the prediction. */
    public double scale;
    /** -log10 of the chance of so strange a bucket, from the series' own past; 0 where nothing can be said. */
    public double score;
    /** How much of the history that the model wants it has seen, 0 to 1. */
    public double warm;
    /** Level part of what was expected; NaN where the model has none. */
    public double trend;
    /** Seasonal part of what was expected; NaN where the model has none. */
    public double season;
    /**
     * Length of the season behind {@link #season}, in seconds: the bucket that is comparable is so much older. 0 while none is
     * known.
     */
    public int seasonSeconds;
    /** Score of the incident channel; NaN where the model has one channel only. */
    public double incident;
    /** Score of the behaviour channel; NaN where the model has one channel only. */
    public double behaviour;
    /** What made {@link #score}; of a bucket that is no anomaly nothing is told, {@link View#DEVIATION}. */
    public View view;
    /** The season is that of a sibling ({@link Model#borrow}); the series has not had a whole one of its own yet. */
    public boolean borrowed;

    public Channel channel;
    public boolean anomalous;
    /** The value lies above its band. */
    public boolean above;
    /** The value lies below its band. */
    public boolean below;
    /** The model is too cold to be trusted; it never says "anomalous" while this is set. */
    public boolean provisional;

    public Judgement() {
        clear();
    }

    /** Nothing to say at all. */
    public void clear() {
        expected = Double.NaN;
        lower = Double.NaN;
        upper = Double.NaN;
        scale = Double.NaN;
        score = 0;
        warm = 0;
        trend = Double.NaN;
        season = Double.NaN;
        seasonSeconds = 0;
        borrowed = false;
        anomalous = false;
        above = false;
        below = false;
        provisional = true;
        clearChannels();
    }

    /**
     * Nothing to say of channels and views: enough for who fills in all the rest, and a tenth cheaper for a small model, whose cost is
     * its writes.
     */
    public void clearChannels() {
        incident = Double.NaN;
        behaviour = Double.NaN;
        // A reference is only written where it differs: the collector watches such writes, and most rows need none.
        if (view != View.DEVIATION) {
            view = View.DEVIATION;
        }
        if (channel != Channel.BAND) {
            channel = Channel.BAND;
        }
    }

    public void set(Judgement other) {
        expected = other.expected;
        lower = other.lower;
        upper = other.upper;
        scale = other.scale;
        score = other.score;
        warm = other.warm;
        trend = other.trend;
        season = other.season;
        seasonSeconds = other.seasonSeconds;
        incident = other.incident;
        behaviour = other.behaviour;
        view = other.view;
        borrowed = other.borrowed;
        channel = other.channel;
        anomalous = other.anomalous;
        above = other.above;
        below = other.below;
        provisional = other.provisional;
    }

    public Judgement copy() {
        Judgement copy = new Judgement();
        copy.set(this);
        return copy;
    }
}
