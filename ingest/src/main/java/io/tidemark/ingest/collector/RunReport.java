package io.tidemark.ingest.collector;

import io.tidemark.avro.Event;
import io.tidemark.avro.PointKind;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.aggregate.Context;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one run of one check found, admitted. All of it carries the time at which the run began. Thread-safe, since a check that
 * is given up may still be talking: what comes after {@link #end} is not heard.
 */
final class RunReport implements Report {

    /** Points of one run: far over any check of ours, and little memory. */
    static final int POINTS_MAX = 100_000;

    private static final String DOOR = "collector";

    /** What a run is admitted by. @param books of what checks said, each figure, event and service check one */
    record Rules(Admission admission, EventRule events, CheckRule checks, Tally tally, Ledger books) {}

    /** What a run found. @param taken how much of what was said is in it, or was used up on the way */
    record Findings(Points points, List<Event> events, List<ServiceCheck> checks, long taken, long refused) {}

    private final Rules rules;
    private final String host;
    private final List<String> tags;
    private final long nowMillis;
    private final Rises rises;
    private final Points points = new Points();
    private final List<Event> events = new ArrayList<>();
    private final List<ServiceCheck> checks = new ArrayList<>();
    private final Aggregator aggregator = new Aggregator(AggregateSettings.DEFAULTS);
    private long taken;
    private long refused;
    private boolean ended;

    /** @param tags the host's and the instance's */
    RunReport(Rules rules, String host, List<String> tags, long nowMillis, Rises rises) {
        this.rules = rules;
        this.host = host;
        this.tags = tags;
        this.nowMillis = nowMillis;
        this.rises = rises;
    }

    @Override
    public void gauge(String metric, double value, String... more) {
        add(PointKind.GAUGE, metric, value, more);
    }

    @Override
    public void count(String metric, double value, String... more) {
        add(PointKind.COUNT, metric, value, more);
    }

    @Override
    public synchronized void monotonicCount(String metric, double value, String... more) {
        series(metric, value, more).ifPresent(series -> {
            take();
            rises.rise(series.text(), value, nowMillis)
                    .ifPresent(rise -> points.add(series.text(), PointKind.COUNT, 0, nowMillis, rise.amount()));
        });
    }

    @Override
    public synchronized void rate(String metric, double value, String... more) {
        series(metric, value, more).ifPresent(series -> {
            take();
            rises.rise(series.text(), value, nowMillis)
                    .filter(rise -> rise.seconds() > 0)
                    .ifPresent(rise ->
                            points.add(series.text(), PointKind.GAUGE, 0, nowMillis, rise.amount() / rise.seconds()));
        });
    }

    @Override
    public synchronized void histogram(String metric, double value, String... more) {
        series(metric, value, more)
                .ifPresent(series -> taken(
                        series,
                        aggregator.add(aggregator.context(series), Context.Kind.HISTOGRAM, value, 1, nowMillis)));
    }

    @Override
    public synchronized void distribution(String metric, double value, String... more) {
        series(metric, value, more)
                .ifPresent(series -> taken(
                        series,
                        aggregator.add(aggregator.context(series), Context.Kind.DISTRIBUTION, value, 1, nowMillis)));
    }

    @Override
    public synchronized void set(String metric, String text, String... more) {
        series(metric, 0, more)
                .ifPresent(series -> taken(series, aggregator.set(aggregator.context(series), text, nowMillis)));
    }

    @Override
    public synchronized void serviceCheck(String name, Status status, String message, String... more) {
        if (!isHeard()) {
            return;
        }
        Verdict<ServiceCheck> check =
                rules.checks.admit(new CheckRule.Said(name, status.ordinal(), nowMillis, host, message, with(more)));
        if (check.isAdmitted()) {
            take();
            checks.add(check.value());
        } else {
            refuse(check.refusal());
        }
    }

    @Override
    public synchronized void event(Happening said) {
        if (!isHeard()) {
            return;
        }
        Verdict<Event> event = rules.events.admit(new EventRule.Said(
                said.title(),
                said.text(),
                nowMillis,
                host,
                "",
                false,
                "",
                said.alertType(),
                with(said.tags().toArray(String[]::new)),
                DOOR));
        if (event.isAdmitted()) {
            take();
            events.add(event.value());
        } else {
            refuse(event.refusal());
        }
    }

    /** Ends the run and gives what it found. */
    synchronized Findings end() {
        ended = true;
        aggregator.closeEarly();
        Points aggregated = aggregator.take();
        for (int i = 0; i < aggregated.size(); i++) {
            if (aggregated.kind(i) == PointKind.DISTRIBUTION) {
                points.addSketch(aggregated.series(i), 0, nowMillis, aggregated.value(i), aggregated.sketch(i));
            } else {
                points.add(
                        aggregated.series(i),
                        aggregated.kind(i),
                        aggregated.intervalSeconds(i),
                        nowMillis,
                        aggregated.value(i));
            }
        }
        return new Findings(points, events, checks, taken, refused);
    }

    private synchronized void add(PointKind kind, String metric, double value, String... more) {
        series(metric, value, more).ifPresent(series -> {
            take();
            points.add(series.text(), kind, 0, nowMillis, value);
        });
    }

    private Optional<Series> series(String metric, double value, String... more) {
        if (!isHeard()) {
            return Optional.empty();
        }
        if (!Double.isFinite(value)) {
            refuse(new Refusal(Reason.BAD_VALUE, metric, Double.toString(value), "expected a finite number"));
            return Optional.empty();
        }
        Verdict<Series> series = rules.admission.series(metric, with(more), host, "", nowMillis);
        if (!series.isAdmitted()) {
            refuse(series.refusal());
            return Optional.empty();
        }
        return Optional.of(series.value());
    }

    /** Books one thing that the check said; false where nobody listens any more. */
    private boolean isHeard() {
        rules.books.received(1);
        if (ended) {
            rules.books.dropped(1);
            rules.tally.count(Reason.RUN_OVER);
            return false;
        }
        if (points.size() + events.size() + checks.size() >= POINTS_MAX) {
            refuse(new Refusal(Reason.TOO_MANY_POINTS, "run", "", "expected at most " + POINTS_MAX + " points"));
            throw new IllegalStateException("one run reported more than " + POINTS_MAX
                    + " points; the rest is left out. Report fewer series. [too-many-points]");
        }
        return true;
    }

    private void take() {
        taken++;
        rules.books.entered(1);
    }

    private void taken(Series series, Optional<Reason> reason) {
        reason.ifPresentOrElse(why -> refuse(new Refusal(why, "sample", series.text(), why.meaning())), this::take);
    }

    private void refuse(Refusal refusal) {
        refused++;
        rules.books.rejected(1);
        rules.tally.refuse(refusal, DOOR);
    }

    private List<String> with(String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(tags);
        return all;
    }
}
