package io.tidemark.ingest.track;

import java.util.Optional;

/** One series as one sender reports it, and the last that it reported. Guarded by its {@link Tracks}. */
public final class Track {

    private final String form;
    private String series;
    private long admittedAtMillis;
    private long startMillis;
    private long timeMillis = Long.MIN_VALUE;
    private Total last;
    private Flight flight = Flight.LANDED;
    int weight = 1;
    /** True once its {@link Tracks} no longer have it. */
    boolean forgotten;

    private long usedAtMillis;

    /**
     * @param series canonical text, as admitted
     * @param form what kind of series it is, and of which temporality; a series keeps its form
     * @param admittedAtMillis when admission was asked
     */
    public Track(String series, String form, long admittedAtMillis) {
        this.series = series;
        this.form = form;
        this.admittedAtMillis = admittedAtMillis;
        this.usedAtMillis = admittedAtMillis;
    }

    public String series() {
        return series;
    }

    public String form() {
        return form;
    }

    public long admittedAtMillis() {
        return admittedAtMillis;
    }

    /** The flight that carries the last total; landed where it is with Kafka. */
    public Flight flight() {
        return flight;
    }

    /** Time of the last total; empty before the first. */
    public Optional<Long> lastMillis() {
        return last == null ? Optional.empty() : Optional.of(timeMillis);
    }

    /** When it was last in use. */
    public long usedAtMillis() {
        return usedAtMillis;
    }

    void used(long nowMillis) {
        usedAtMillis = nowMillis;
    }

    /** Goes on under the text that admission gives it now. */
    void readmitted(String text, long nowMillis) {
        series = text;
        admittedAtMillis = nowMillis;
        usedAtMillis = nowMillis;
    }

    /**
     * Takes the next total. A start at or after the last point, or a fall of any part, means that it began anew: at a
     * known start
     * all of it came since that start, otherwise since the last point. A total of other buckets that began before the
     * last point
     * cannot be told apart from what was counted, so it is a baseline.
     *
     * @param start when counting began; 0 where the sender does not say
     */
    Step next(long start, long time, Total total, Flight carriedBy) {
        if (last == null) {
            return take(Step.Kind.BASELINE, start, time, total, total, time, carriedBy);
        }
        if (time <= timeMillis) {
            Step.Kind kind = time < timeMillis
                    ? Step.Kind.OUT_OF_ORDER
                    : total.isSameAs(last) ? Step.Kind.REPEATED : Step.Kind.CONFLICT;
            return new Step(kind, total, time);
        }
        if (start >= timeMillis && start > startMillis) {
            return take(Step.Kind.RESET, start, time, total, total, start, carriedBy);
        }
        if (!total.isLike(last)) {
            return take(Step.Kind.BASELINE, start, time, total, total, time, carriedBy);
        }
        long since = timeMillis;
        Optional<? extends Total> increment = total.since(last);
        return increment.isPresent()
                ? take(Step.Kind.INCREMENT, start, time, total, increment.get(), since, carriedBy)
                : take(Step.Kind.RESET, start, time, total, total, since, carriedBy);
    }

    private Step take(
            Step.Kind kind, long start, long time, Total total, Total increment, long since, Flight carriedBy) {
        carriedBy.remember(this, new Past(startMillis, timeMillis, last, flight));
        startMillis = start;
        timeMillis = time;
        last = total;
        flight = carriedBy;
        return new Step(kind, increment, since);
    }

    /** What a track was before a flight. */
    record Past(long startMillis, long timeMillis, Total last, Flight flight) {}

    /** Takes back what a failed flight carried, unless a later one has gone on from it. */
    void revert(Past past, Flight failed) {
        if (flight == failed) {
            startMillis = past.startMillis;
            timeMillis = past.timeMillis;
            last = past.last;
            flight = past.flight;
        }
    }

    int currentWeight() {
        return 1 + (last == null ? 0 : last.weight());
    }
}
