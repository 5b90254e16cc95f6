package io.tidemark.ingest.statsd;

import io.tidemark.avro.Event;
import io.tidemark.avro.PointKind;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.Origin;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.aggregate.Context;
import io.tidemark.ingest.aggregate.Slot;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From packets to points: splits a packet into lines, reads and admits each, and gives samples to the aggregator; points that
 * carry their own time go past it. One line's fault costs that line only. One thread at a time.
 *
 * <p>The ledger counts values of metrics, events and checks: each is received once and then published (taken) or rejected.
 */
public final class StatsdIntake {

    static final String DOOR = "dogstatsd";
    static final int PACKET_MAX = 8_192;

    private static final String CLIENT_TELEMETRY = "datadog.dogstatsd.client.";
    private static final long READMIT_EVERY_MILLIS = 600_000;

    private final StatsdSettings settings;
    private final Aggregator aggregator;
    private final Admission admission;
    private final TimeRule times;
    private final EventRule events;
    private final CheckRule checks;
    private final Tally tally;
    private final Ledger ledger;
    private final Outlet outlet;
    private final Clock clock;
    private final LineParser parser = new LineParser();
    private final Line line = new Line();
    private final KnownSeries known = new KnownSeries();
    private final KnownLines knownLines = new KnownLines();
    /** The last line of the packet before; null where it was not known. */
    private KnownLines.Entry lastKnown;

    private Points passing = new Points();
    private long readmittedAtMillis;
    private long placesSeen;
    /** Values of the packet that is being read which were taken, not in the ledger yet. */
    private int taken;

    /** What the intake works with. */
    public record Parts(
            Aggregator aggregator,
            Admission admission,
            EventRule events,
            CheckRule checks,
            Tally tally,
            Ledger ledger,
            Outlet outlet,
            Clock clock) {}

    public StatsdIntake(StatsdSettings settings, Parts parts) {
        this.settings = settings;
        this.aggregator = parts.aggregator();
        this.admission = parts.admission();
        this.times =
                new TimeRule(settings.pointsMaxAge(), parts.admission().limits().aheadMax());
        this.events = parts.events();
        this.checks = parts.checks();
        this.tally = parts.tally();
        this.ledger = parts.ledger();
        this.outlet = parts.outlet();
        this.clock = parts.clock();
        this.readmittedAtMillis = clock.millis();
    }

    /**
     * Takes one packet.
     *
     * @param truncated true where the packet was longer than what was read of it
     * @param sender who sent it; its text is read only where something is new or explained
     */
    public void packet(byte[] bytes, int from, int to, boolean truncated, Object sender) {
        forgetWhereTagsOfPlacesChanged();
        long now = clock.millis();
        aggregator.advance(now);
        int start = from;
        boolean empty = true;
        KnownLines.Entry usual = lastKnown;
        while (start < to) {
            usual = knownLines.find(bytes, start, to, usual);
            if (usual != null && !(truncated && knownLines.end() == to)) {
                collect(usual, sender);
                empty = false;
                start = knownLines.end() + 1;
                continue;
            }
            int end = Ascii.indexOf(bytes, '\n', start, to);
            boolean last = end < 0;
            end = last ? to : end;
            if (end > start) {
                empty = false;
                if (last && truncated) {
                    reject(
                            1,
                            new Refusal(
                                    Reason.TRUNCATED,
                                    "line",
                                    Ascii.text(bytes, start, end),
                                    "expected packets of at most " + PACKET_MAX + " bytes"),
                            sender);
                } else {
                    line(bytes, start, end, now, sender);
                }
            }
            start = end + 1;
        }
        if (empty) {
            tally.count(Reason.EMPTY);
        }
        lastKnown = usual;
        ledger.receivedAndPublished(taken);
        taken = 0;
    }

    /** Hands over the points that carried their own time: to be called when nothing more is waiting to be read. */
    public void endOfRead() {
        if (passing.size() > 0) {
            Points full = passing;
            passing = new Points();
            outlet.points(full, DOOR);
        }
    }

    /** Hands over the buckets that are closed by now: to be called several times a second. */
    public void flush() {
        long now = clock.millis();
        aggregator.advance(now);
        handOverBuckets();
        if (now - readmittedAtMillis >= READMIT_EVERY_MILLIS) {
            forgetLines();
            readmittedAtMillis = now;
        }
    }

    /** Hands over everything, the open bucket too: for a clean stop. */
    public void drain() {
        aggregator.advance(clock.millis());
        aggregator.closeEarly();
        handOverBuckets();
        endOfRead();
    }

    /** Series that are known carry the tags of their places: with other tags they are others. */
    private void forgetWhereTagsOfPlacesChanged() {
        long changes = admission.places().changes();
        if (changes != placesSeen) {
            placesSeen = changes;
            forgetLines();
        }
    }

    private void forgetLines() {
        known.clear();
        knownLines.clear();
        lastKnown = null;
    }

    private void handOverBuckets() {
        Points points = aggregator.take();
        if (points.size() > 0) {
            outlet.points(points, DOOR);
        }
    }

    private void line(byte[] bytes, int from, int to, long now, Object sender) {
        switch (parser.parse(bytes, from, to, line)) {
            case REFUSED ->
                reject(
                        1,
                        new Refusal(
                                line.reason, line.where, Ascii.text(bytes, line.textFrom, line.textTo), line.expected),
                        sender);
            case METRIC -> metric(now, sender);
            case EVENT -> event(sender);
            case CHECK -> check(sender);
        }
        for (Reason note : line.notes()) {
            tally.count(note);
        }
    }

    private void metric(long now, Object sender) {
        int count = Math.max(1, line.valueCount);
        if (!settings.keepClientTelemetry()
                && Ascii.startsWith(line.bytes, line.nameFrom, line.nameTo, CLIENT_TELEMETRY)) {
            tally.count(Reason.CLIENT_TELEMETRY);
            ledger.receivedAndPublished(count);
            return;
        }
        if (admission.places().knowsNoContainer()) {
            line.containerTo = line.containerFrom;
        }
        KnownSeries.Entry entry = known.get(line);
        if (entry == null) {
            Verdict<Admission.Admitted> admitted = admission.admit(
                    Ascii.text(line.bytes, line.nameFrom, line.nameTo), withOwnTags(rawTags()), origin(sender), now);
            if (!admitted.isAdmitted()) {
                reject(count, admitted.refusal(), sender);
                return;
            }
            Series series = admitted.value().series();
            entry = admitted.value().repeatable() ? known.put(line, series) : new KnownSeries.Entry(series, false);
        }
        if (entry.kept) {
            knownLines.put(line, entry);
        }
        if (line.timestampSeconds != 0) {
            pass(entry.series, count, now, sender);
        } else {
            collect(entry, now, sender);
        }
    }

    private void pass(Series series, int count, long now, Object sender) {
        long timeMillis = line.timestampSeconds * 1_000;
        Optional<Refusal> refusal = times.refusalOf(timeMillis, now);
        if (refusal.isPresent()) {
            reject(count, refusal.get(), sender);
            return;
        }
        boolean isCount = line.type == MetricType.COUNT;
        for (int i = 0; i < line.valueCount; i++) {
            double value = isCount ? line.values[i] / line.rate : line.values[i];
            if (Double.isInfinite(value)) {
                reject(1, overflow(Reason.OVERFLOW, series), sender);
            } else {
                passing.add(series.text(), isCount ? PointKind.COUNT : PointKind.GAUGE, 0, timeMillis, value);
                ledger.receivedAndPublished(1);
            }
        }
    }

    private void collect(KnownSeries.Entry entry, long now, Object sender) {
        if (line.type == MetricType.SET) {
            String text = Ascii.text(line.bytes, line.setFrom, line.setTo);
            took(aggregator.set(contextOf(entry), text, now).orElse(null), entry, sender);
        }
        for (int i = 0; i < line.valueCount; i++) {
            Slot slot = aggregator.slot(contextOf(entry), line.type.kind());
            took(aggregator.add(slot, line.values[i], line.rate), entry, sender);
        }
    }

    private void collect(KnownLines.Entry usual, Object sender) {
        if (usual.slot == null || usual.slot.isForgotten()) {
            usual.slot = aggregator.slot(contextOf(usual.series), usual.type.kind());
        }
        for (int i = 0; i < knownLines.valueCount(); i++) {
            took(aggregator.add(usual.slot, knownLines.values()[i], usual.rate), usual.series, sender);
        }
        for (Reason note : usual.notes) {
            tally.count(note);
        }
    }

    private void took(Reason refused, KnownSeries.Entry entry, Object sender) {
        if (refused == null) {
            taken++;
        } else {
            reject(1, overflow(refused, entry.series), sender);
        }
    }

    private Context contextOf(KnownSeries.Entry entry) {
        if (entry.context == null || entry.context.isExpired()) {
            entry.context = aggregator.context(entry.series);
        }
        return entry.context;
    }

    private void event(Object sender) {
        StatsdEvent said = line.event;
        long atMillis = said.timestampSeconds() == 0 ? clock.millis() : said.timestampSeconds() * 1_000;
        Verdict<Event> event = events.admit(new EventRule.Said(
                said.title(),
                said.text(),
                atMillis,
                said.host(),
                said.aggregationKey(),
                said.lowPriority(),
                said.source(),
                said.alertType(),
                withOwnTags(split(said.tags())),
                DOOR));
        if (!event.isAdmitted()) {
            reject(1, event.refusal().inside("event"), sender);
            return;
        }
        ledger.receivedAndPublished(1);
        outlet.event(event.value());
    }

    private void check(Object sender) {
        StatsdCheck said = line.check;
        long atMillis = said.timestampSeconds() == 0 ? clock.millis() : said.timestampSeconds() * 1_000;
        Verdict<ServiceCheck> check = checks.admit(new CheckRule.Said(
                said.name(), said.status(), atMillis, said.host(), said.message(), withOwnTags(split(said.tags()))));
        if (!check.isAdmitted()) {
            reject(1, check.refusal().inside("check"), sender);
            return;
        }
        ledger.receivedAndPublished(1);
        outlet.check(check.value());
    }

    private List<String> rawTags() {
        return split(Ascii.text(line.bytes, line.tagsFrom, line.tagsTo));
    }

    private static List<String> split(String tags) {
        return tags.isEmpty() ? List.of() : Arrays.asList(tags.split(",", -1));
    }

    private List<String> withOwnTags(List<String> sent) {
        if (settings.tags().isEmpty()) {
            return sent;
        }
        List<String> all = new ArrayList<>(sent);
        all.addAll(settings.tags());
        return all;
    }

    private Origin origin(Object sender) {
        String client = sender instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(sender);
        Origin origin = Origin.ofClient(client);
        return line.containerFrom == line.containerTo
                ? origin
                : origin.inContainer(Ascii.text(line.bytes, line.containerFrom, line.containerTo));
    }

    private static Refusal overflow(Reason reason, Series series) {
        return new Refusal(reason, "sample", series.text(), reason.meaning());
    }

    private void reject(int count, Refusal refusal, Object sender) {
        ledger.received(count);
        ledger.rejected(count);
        tally.refuse(refusal, String.valueOf(sender));
        tally.count(refusal.reason(), count - 1L);
    }
}
