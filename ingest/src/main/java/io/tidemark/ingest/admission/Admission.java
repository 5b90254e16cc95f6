package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The rules in their order: name, tags, the tags of the place joined on, then the series limit. Thread-safe. */
public final class Admission {

    private final NameRule names = new NameRule();
    private final TagRule tags;
    private final SeriesLimit limit;
    private final AdmissionLimits limits;
    private final PlaceTags places;

    public Admission(AdmissionLimits limits, Tally tally) {
        this(limits, tally, new PlaceTags());
    }

    /** @param places what is known of hosts and containers, now and later */
    public Admission(AdmissionLimits limits, Tally tally, PlaceTags places) {
        this.limits = limits;
        this.tags = new TagRule(limits.tagsMax(), tally);
        this.limit = new SeriesLimit(limits, tally);
        this.places = places;
    }

    /**
     * A series as admitted.
     *
     * @param repeatable true where the same input means the same series again, until {@link PlaceTags#changes} grows: nothing
     *     was left out of it that must be counted each time
     */
    public record Admitted(Series series, boolean repeatable) {}

    /** The series that a sender's name and tags mean. */
    public Verdict<Series> series(String name, Collection<String> rawTags, long nowMillis) {
        return series(name, rawTags, Origin.NONE, nowMillis);
    }

    /**
     * The same with the host and device that some protocols send beside the tags; empty where there is none. A host or device
     * named here goes before a tag of that key.
     */
    public Verdict<Series> series(String name, Collection<String> rawTags, String host, String device, long nowMillis) {
        return series(name, rawTags, Origin.NONE.at(host, device), nowMillis);
    }

    public Verdict<Series> series(String name, Collection<String> rawTags, Origin origin, long nowMillis) {
        Verdict<Admitted> admitted = admit(name, rawTags, origin, nowMillis);
        return admitted.isAdmitted()
                ? Verdict.admitted(admitted.value().series())
                : Verdict.refused(admitted.refusal());
    }

    /** The series, and whether the answer may be kept. */
    public Verdict<Admitted> admit(String name, Collection<String> rawTags, Origin origin, long nowMillis) {
        Verdict<String> metric = names.admit(name);
        if (!metric.isAdmitted()) {
            return Verdict.refused(metric.refusal());
        }
        Collection<String> sent = withPlace(rawTags, origin.host(), origin.device());
        Verdict<List<String>> own = tags.admit(sent);
        if (!own.isAdmitted()) {
            return Verdict.refused(own.refusal());
        }
        Series wanted = new Series(metric.value(), places.join(own.value(), origin.container()));
        if (wanted.text().length() > Series.TEXT_LENGTH_MAX) {
            return Verdict.refused(new Refusal(
                    Reason.LONG_TAG,
                    "tags",
                    wanted.text(),
                    "expected a name and tags of at most " + Series.TEXT_LENGTH_MAX + " characters together"));
        }
        Verdict<Series> given = limit.admit(wanted, origin.client(), nowMillis);
        if (!given.isAdmitted()) {
            return Verdict.refused(given.refusal());
        }
        // Every tag that is sent is either kept or left out and counted.
        boolean repeatable = own.value().size() == sent.size() && given.value() == wanted;
        return Verdict.admitted(new Admitted(given.value(), repeatable));
    }

    /** Tags alone. */
    public Verdict<List<String>> tags(Collection<String> rawTags) {
        return tags.admit(rawTags);
    }

    /** Tags alone with those of the host, for events and service checks. @param host empty: the tag host decides */
    public Verdict<List<String>> tags(Collection<String> rawTags, String host) {
        Verdict<List<String>> own = tags.admit(rawTags);
        if (!own.isAdmitted()) {
            return own;
        }
        if (host.isEmpty()) {
            return Verdict.admitted(places.join(own.value(), ""));
        }
        return Verdict.admitted(places.joinOfHost(own.value(), host));
    }

    /** A name alone, for service checks. */
    public Verdict<String> name(String raw) {
        return names.admit(raw);
    }

    public AdmissionLimits limits() {
        return limits;
    }

    /** What is known of hosts and containers. */
    public PlaceTags places() {
        return places;
    }

    /** How many series are known now. */
    public int knownSeries() {
        return limit.known();
    }

    private static Collection<String> withPlace(Collection<String> rawTags, String host, String device) {
        if (host.isEmpty() && device.isEmpty()) {
            return rawTags;
        }
        List<String> all = new ArrayList<>(rawTags.size() + 2);
        if (!host.isEmpty()) {
            all.add("host:" + host);
        }
        if (!device.isEmpty()) {
            all.add("device:" + device);
        }
        all.addAll(rawTags);
        return all;
    }
}
