package io.tidemark.ingest.remotewrite;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.Origin;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.bytes.ByteKey;
import io.tidemark.ingest.histogram.BoundedBuckets;
import io.tidemark.ingest.histogram.Counted;
import io.tidemark.ingest.histogram.ExponentialBuckets;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Step;
import io.tidemark.ingest.track.Total;
import io.tidemark.ingest.track.Track;
import io.tidemark.ingest.track.Tracks;
import io.tidemark.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the series of one request into points. A counter gives its rate since its last sample, at the time of the
 * sample; a gauge
 * its value, also where it is older than the last; a native histogram the sketch of what came since its last. A
 * sample with a fault
 * is left out, a series with one all its samples.
 */
final class WriteReader implements WireReader.Sink {

    /** What Prometheus writes where a series has ended: a NaN with these bits and no other. */
    private static final long STALE = 0x7ff0000000000002L;

    private static final long ADMISSION_EVERY_MILLIS = 60_000;

    /** 1973 in milliseconds; what is less is seconds, or no time at all. */
    private static final long MILLIS_MIN = 100_000_000_000L;

    private static final long SECONDS_MIN = 100_000_000L;
    private static final long MILLIS_MAX = 4_102_444_800_000L;

    private static final String COUNTER = "counter";
    private static final String GAUGE = "gauge";
    private static final String HISTOGRAM = "histogram";

    /** What lasts from one request to the next. */
    record Parts(Admission admission, TimeRule times, Tally tally, Tracks<ByteKey> tracks, Families families) {}

    private final Parts parts;
    private final Origin origin;
    private final long nowMillis;
    private final ByteKey probe = new ByteKey();
    private final Points points = new Points();
    private final Flight flight = new Flight();
    private final Set<Flight> awaited = new HashSet<>();
    private final List<Refusal> refused = new ArrayList<>();
    private int index = -1;
    private long received;
    private long rejected;
    private long absorbed;
    private long samplesWritten;
    private long histogramsWritten;

    /** @param client whose share of the series limit it uses */
    WriteReader(Parts parts, String client, long nowMillis) {
        this.parts = parts;
        this.origin = Origin.ofClient(client);
        this.nowMillis = nowMillis;
    }

    Points points() {
        return points;
    }

    Flight flight() {
        return flight;
    }

    /** Earlier flights that carry samples which were sent again here. */
    Set<Flight> awaited() {
        return awaited;
    }

    List<Refusal> refused() {
        return refused;
    }

    /** Samples and histograms in the request. */
    long received() {
        return received;
    }

    /** Those left out. */
    long rejected() {
        return rejected;
    }

    /** Those that give no point and are no fault: a first total, a mark of an end, a repetition. */
    long absorbed() {
        return absorbed;
    }

    long samplesWritten() {
        return samplesWritten;
    }

    long histogramsWritten() {
        return histogramsWritten;
    }

    @Override
    public void metadata(String family, MetricType type) {
        parts.families().learn(family, type);
    }

    @Override
    public void series(WrittenSeries series) throws IOException {
        index++;
        String form = series.histogramCount > 0 ? HISTOGRAM : "";
        Verdict<Track> track = find(series, form);
        int count = series.samples + series.histogramCount;
        received += count;
        if (!track.isAdmitted()) {
            rejected += count;
            refused.add(track.refusal().inside("timeseries[" + index + "]"));
            return;
        }
        for (int i = 0; i < series.samples; i++) {
            int at = i;
            Optional<Refusal> refusal =
                    sample(track.value(), series.createdMillis, series.timeMillis[i], series.values[i]);
            refusal.ifPresentOrElse(fault -> refuse(fault, "samples[" + at + "]"), () -> samplesWritten++);
        }
        for (int i = 0; i < series.histogramCount; i++) {
            int at = i;
            Optional<Refusal> refusal = histogram(track.value(), series.createdMillis, series.histograms[i]);
            refusal.ifPresentOrElse(fault -> refuse(fault, "histograms[" + at + "]"), () -> histogramsWritten++);
        }
    }

    private void refuse(Refusal refusal, String where) {
        rejected++;
        refused.add(refusal.inside("timeseries[" + index + "]." + where));
    }

    private Verdict<Track> find(WrittenSeries series, String form) throws IOException {
        if (series.hasTooManyLabels()) {
            return Verdict.refused(Labels.tooMany(series));
        }
        probe.pointAt(series.labelBytes(), series.labelsFrom(), series.labelsTo());
        Track track = parts.tracks().get(probe);
        boolean fits = track != null
                && (form.isEmpty()
                        ? !track.form().equals(HISTOGRAM)
                        : track.form().equals(form));
        if (fits && nowMillis - track.admittedAtMillis() < ADMISSION_EVERY_MILLIS) {
            parts.tracks().use(track, nowMillis);
            return Verdict.admitted(track);
        }
        return admit(series, form, fits ? track : null);
    }

    /** @param known the track so far; null where there is none of this form */
    private Verdict<Track> admit(WrittenSeries series, String histogram, Track known) throws IOException {
        Verdict<Labels> labels = Labels.of(series);
        if (!labels.isAdmitted()) {
            return Verdict.refused(labels.refusal());
        }
        String metric = labels.value().metric();
        Verdict<Series> admitted =
                parts.admission().series(metric, labels.value().tags(), origin, nowMillis);
        if (!admitted.isAdmitted()) {
            return Verdict.refused(admitted.refusal());
        }
        String form =
                !histogram.isEmpty() ? histogram : parts.families().isCounter(metric, series.type) ? COUNTER : GAUGE;
        String text = admitted.value().text();
        if (known != null && known.form().equals(form)) {
            parts.tracks().readmit(known, text, nowMillis);
            return Verdict.admitted(known);
        }
        return Verdict.admitted(parts.tracks().begin(probe.copy(), new Track(text, form, nowMillis)));
    }

    private Optional<Refusal> sample(Track track, long created, long time, double value) {
        Optional<Refusal> late = timeFault(time);
        if (late.isPresent()) {
            return late;
        }
        if (Double.doubleToRawLongBits(value) == STALE) {
            return end();
        }
        if (!Double.isFinite(value)) {
            return Optional.of(
                    new Refusal(Reason.BAD_VALUE, "value", Double.toString(value), "expected a finite number"));
        }
        boolean counter = track.form().equals(COUNTER);
        Step step = next(track, created, time, new Total.Number(value));
        Optional<Refusal> fault = faultOf(step, time, !counter);
        if (fault.isPresent() || step.kind() == Step.Kind.REPEATED) {
            return fault;
        }
        if (!counter) {
            points.add(track.series(), PointKind.GAUGE, 0, time, value);
        } else if (step.kind() == Step.Kind.BASELINE) {
            absorb(Reason.BASELINE);
        } else {
            double increment = ((Total.Number) step.increment()).value();
            points.add(
                    track.series(),
                    PointKind.RATE,
                    seconds(step, time),
                    time,
                    increment * 1_000 / (time - step.sinceMillis()));
        }
        return Optional.empty();
    }

    private Optional<Refusal> histogram(Track track, long created, NativeHistogram histogram) {
        Optional<Refusal> late = timeFault(histogram.timeMillis);
        if (late.isPresent()) {
            return late;
        }
        if (Double.doubleToRawLongBits(histogram.sum) == STALE) {
            return end();
        }
        Verdict<Total> total = histogram.read();
        if (!total.isAdmitted()) {
            return Optional.of(total.refusal());
        }
        if (histogram.isGauge()) {
            sketch(track, 0, histogram.timeMillis, total.value());
            return Optional.empty();
        }
        Step step = next(track, created, histogram.timeMillis, total.value());
        Optional<Refusal> fault = faultOf(step, histogram.timeMillis, false);
        if (fault.isPresent() || step.kind() == Step.Kind.REPEATED) {
            return fault;
        }
        if (step.kind() == Step.Kind.BASELINE) {
            absorb(Reason.BASELINE);
        } else {
            sketch(track, seconds(step, histogram.timeMillis), histogram.timeMillis, step.increment());
        }
        return Optional.empty();
    }

    private Step next(Track track, long created, long time, Total total) {
        long start = created > 0 && created < time ? created : 0;
        Step step = parts.tracks().next(track, start, time, total, flight);
        if (step.kind() == Step.Kind.REPEATED) {
            absorb(Reason.REPEATED);
            awaited.add(track.flight());
        } else if (step.kind() == Step.Kind.RESET && !track.form().equals(GAUGE)) {
            parts.tally().count(Reason.COUNTER_RESET);
        }
        return step;
    }

    /** @param anyOrder whether an old value is of use */
    private static Optional<Refusal> faultOf(Step step, long time, boolean anyOrder) {
        if (step.kind() == Step.Kind.CONFLICT) {
            return Optional.of(new Refusal(Reason.CONFLICT, "timestamp", Long.toString(time), ""));
        }
        return step.kind() == Step.Kind.OUT_OF_ORDER && !anyOrder
                ? Optional.of(new Refusal(
                        Reason.OUT_OF_ORDER,
                        "timestamp",
                        Long.toString(time),
                        "expected a time after the last one of this series"))
                : Optional.empty();
    }

    private void sketch(Track track, int interval, long time, Total histogram) {
        Counted counted;
        if (histogram instanceof ExponentialBuckets buckets && buckets.count() > 0) {
            counted = buckets.toSketch();
        } else if (histogram instanceof BoundedBuckets buckets && buckets.count() > 0) {
            counted = buckets.toSketch();
        } else {
            absorb(Reason.EMPTY_HISTOGRAM);
            return;
        }
        points.addSketch(track.series(), interval, time, counted.average(), counted.sketch());
    }

    private Optional<Refusal> end() {
        // The probe still points at the series that is being read.
        parts.tracks().end(probe);
        absorb(Reason.END_OF_SERIES);
        return Optional.empty();
    }

    private void absorb(Reason reason) {
        parts.tally().count(reason);
        absorbed++;
    }

    private Optional<Refusal> timeFault(long time) {
        if (time >= MILLIS_MIN && time < MILLIS_MAX) {
            return parts.times().refusalOf(time, nowMillis);
        }
        String hint = time >= SECONDS_MIN && time < MILLIS_MIN ? "; this reads like seconds" : "";
        return Optional.of(new Refusal(
                Reason.BAD_TIMESTAMP,
                "timestamp",
                Long.toString(time),
                "expected milliseconds since 1970" + hint,
                "see the clock of the sender"));
    }

    private static int seconds(Step step, long time) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round((time - step.sinceMillis()) / 1_000.0));
    }
}
