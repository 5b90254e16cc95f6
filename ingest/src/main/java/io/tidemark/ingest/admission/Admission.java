package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The rules in their order: name, tags, then the series limit. Thread-safe. */
public final class Admission {

    private final NameRule names = new NameRule();
    private final TagRule tags;
    private final SeriesLimit limit;
    private final AdmissionLimits limits;

    public Admission(AdmissionLimits limits, Tally tally) {
        this.limits = limits;
        this.tags = new TagRule(limits.tagsMax(), tally);
        this.limit = new SeriesLimit(limits, tally);
    }

    /** The series that a sender's name and tags mean. */
    public Verdict<Series> series(String name, Collection<String> rawTags, long nowMillis) {
        Verdict<String> metric = names.admit(name);
        if (!metric.isAdmitted()) {
            return Verdict.refused(metric.refusal());
        }
        Verdict<List<String>> admitted = tags.admit(rawTags);
        if (!admitted.isAdmitted()) {
            return Verdict.refused(admitted.refusal());
        }
        return Verdict.admitted(limit.admit(new Series(metric.value(), admitted.value()), nowMillis));
    }

    /**
     * The same with the host and device that some protocols send beside the tags; empty where there is none. A host or device
     * named here goes before a tag of that key.
     */
    public Verdict<Series> series(String name, Collection<String> rawTags, String host, String device, long nowMillis) {
        return series(name, withPlace(rawTags, host, device), nowMillis);
    }

    /** Tags alone, for events and service checks. */
    public Verdict<List<String>> tags(Collection<String> rawTags) {
        return tags.admit(rawTags);
    }

    /** A name alone, for service checks. */
    public Verdict<String> name(String raw) {
        return names.admit(raw);
    }

    public AdmissionLimits limits() {
        return limits;
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
