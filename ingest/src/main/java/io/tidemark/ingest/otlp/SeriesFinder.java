package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.Origin;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Step;
import io.tidemark.ingest.track.Total;
import io.tidemark.ingest.track.Track;
import io.tidemark.ingest.track.Tracks;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The track of a point's series, admitted. Admission is asked once a minute of each series, so that it hears which
 * are in use and
 * the usual point costs one look.
 */
final class SeriesFinder {

    private static final long ADMISSION_EVERY_MILLIS = 60_000;

    /** How long the form of a series that is silent keeps another from taking its place. */
    private static final long FORM_HELD_MILLIS = 600_000;

    private final Admission admission;
    private final Tally tally;
    private final Tracks<StreamName> tracks;
    private final Origin origin;
    private final long nowMillis;

    SeriesFinder(Admission admission, Tally tally, Tracks<StreamName> tracks, String client, long nowMillis) {
        this.admission = admission;
        this.tally = tally;
        this.tracks = tracks;
        this.origin = Origin.ofClient(client);
        this.nowMillis = nowMillis;
    }

    Tally tally() {
        return tally;
    }

    /** The track that a point belongs to, which counts as used. */
    Verdict<Track> find(StreamName name, String form) {
        Track track = tracks.get(name);
        if (track != null && !track.form().equals(form) && nowMillis - track.usedAtMillis() < FORM_HELD_MILLIS) {
            return Verdict.refused(
                    new Refusal(Reason.TEMPORALITY_CONFLICT, "", form, "expected " + track.form() + " as before"));
        }
        if (track != null
                && track.form().equals(form)
                && nowMillis - track.admittedAtMillis() < ADMISSION_EVERY_MILLIS) {
            tracks.use(track, nowMillis);
            return Verdict.admitted(track);
        }
        Verdict<String> series = admit(name);
        if (!series.isAdmitted()) {
            return Verdict.refused(series.refusal());
        }
        if (track != null && track.form().equals(form)) {
            tracks.readmit(track, series.value(), nowMillis);
            return Verdict.admitted(track);
        }
        return Verdict.admitted(tracks.begin(name, new Track(series.value(), form, nowMillis)));
    }

    /** The same for one that was found before: true where nothing has to be looked up or asked again. */
    boolean isStill(Track track, String form) {
        return track.form().equals(form)
                && nowMillis - track.admittedAtMillis() < ADMISSION_EVERY_MILLIS
                && tracks.useIfKnown(track, nowMillis);
    }

    Step next(Track track, long startMillis, long timeMillis, Total total, Flight flight) {
        return tracks.next(track, startMillis, timeMillis, total, flight);
    }

    void end(StreamName name) {
        tracks.end(name);
    }

    private Verdict<String> admit(StreamName name) {
        List<KeyValue> attributes = name.attributes();
        List<String> tags = new ArrayList<>(name.resource().tags().size() + attributes.size() + 1);
        Attributes.addOfPoint(tags, attributes, tally);
        if (name.hasTag()) {
            tags.add(name.part());
        }
        tags.addAll(name.resource().tags());
        Verdict<Series> series = admission.series(name.fullName(), tags, origin, nowMillis);
        if (!series.isAdmitted()) {
            return Verdict.refused(series.refusal());
        }
        if (!Attributes.saysOverflow(attributes)) {
            return Verdict.admitted(series.value().text());
        }
        tally.count(Reason.OVERFLOW_SERIES);
        return Verdict.admitted(overflow(series.value()).text());
    }

    /** The sender's overflow is marked as ours is. */
    private static Series overflow(Series series) {
        return new Series(
                series.metric(),
                Stream.concat(
                                series.tags().stream().filter(tag -> !tag.startsWith(Attributes.OVERFLOW)),
                                Stream.of(Series.OVERFLOW_TAG))
                        .distinct()
                        .sorted()
                        .toList());
    }
}
