package io.tidemark.standalone.decisions;

import io.tidemark.alerting.configuration.MonitorReading;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.alerting.whynot.WhyNot;
import io.tidemark.avro.Alert;
import io.tidemark.avro.Notification;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.Formula;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import io.tidemark.series.Series;
import io.tidemark.standalone.documents.InForce;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Why a series did not alert: its groups' rows, read from the topics and judged again. */
public final class Decisions {

    /** The kinds of documents that are needed. */
    public static final Set<DocumentKind> KINDS = Set.of(DocumentKind.MONITOR, DocumentKind.DETECTOR);

    /** Rows before the moment that are read at least. */
    private static final Duration BEFORE_MIN = Duration.ofHours(6);

    private static final Duration AROUND = Duration.ofMinutes(30);

    private Decisions() {}

    /**
     * The answer of one monitor.
     *
     * @param notes what the records say was told around that time
     */
    public record Found(String monitor, String group, WhyNot.Answer answer, List<String> notes) {
        public Found {
            notes = List.copyOf(notes);
        }
    }

    /** A monitor that reads the series, and the group that the series is part of. */
    private record Watcher(WatchedMonitor monitor, String group) {}

    /**
     * Asks each monitor that reads a series.
     *
     * @throws IllegalArgumentException where the series is none
     */
    public static List<Found> of(
            String seriesText, Instant at, Map<String, Object> client, String prefix, Wire wire, InForce documents) {
        Series series = Series.parse(seriesText);
        List<Watcher> watchers = watchers(series, documents);
        if (watchers.isEmpty()) {
            return List.of();
        }
        long reach = watchers.stream()
                .mapToLong(w -> w.monitor().rule().condition().windowSeconds() * 2
                        + w.monitor().rule().timing().evaluationDelay())
                .max()
                .orElse(0);
        Duration before = Duration.ofSeconds(Math.max(BEFORE_MIN.toSeconds(), reach));
        TopicScan scan = new TopicScan(client);
        Map<String, TreeMap<Long, Row>> rows = rows(scan, wire, prefix, watchers, at, before);
        List<Found> found = new ArrayList<>();
        for (Watcher watcher : watchers) {
            List<Row> of =
                    List.copyOf(rows.getOrDefault(key(watcher.monitor().watched(), watcher.group()), new TreeMap<>())
                            .values());
            found.add(new Found(
                    watcher.monitor().id(),
                    watcher.group(),
                    WhyNot.of(watcher.monitor(), watcher.group(), of, at.getEpochSecond()),
                    notes(scan, wire, prefix, watcher, at)));
        }
        return found;
    }

    private static List<Watcher> watchers(Series series, InForce documents) {
        List<Watcher> found = new ArrayList<>();
        for (ConfigVersion version : documents.all(DocumentKind.MONITOR)) {
            MonitorDocument monitor = (MonitorDocument) version.document().orElseThrow();
            for (MonitorQueries.Derived derived : MonitorQueries.of(monitor)) {
                Optional<Query> query = derived.query()
                        .or(() -> documents
                                .one(DocumentKind.DETECTOR, derived.id())
                                .flatMap(ConfigVersion::document)
                                .map(document -> ((DetectorDocument) document).query()));
                if (query.isPresent() && reads(query.get(), series)) {
                    WatchedMonitor watched = MonitorReading.read(monitor, version.offset());
                    Formula.of(query.get())
                            .grouping()
                            .groupsOf(series)
                            .forEach(group -> found.add(new Watcher(watched, group)));
                }
            }
        }
        return found;
    }

    private static boolean reads(Query query, Series series) {
        for (MetricQuery metric : Formula.of(query).metrics()) {
            if (metric.metric().equals(series.metric()) && metric.scope().matches(series.tags())) {
                return true;
            }
        }
        return false;
    }

    private static String key(String detector, String group) {
        return detector + "\n" + group;
    }

    private static Map<String, TreeMap<Long, Row>> rows(
            TopicScan scan, Wire wire, String prefix, List<Watcher> watchers, Instant at, Duration before) {
        Map<String, TreeMap<Long, Row>> rows = new TreeMap<>();
        watchers.forEach(w -> rows.put(key(w.monitor().watched(), w.group()), new TreeMap<>()));
        BandBatchReader batch = new BandBatchReader(wire);
        scan.read(Topics.BANDS.name(prefix), Optional.of(at.minus(before)), record -> {
            try {
                batch.read(record.value());
            } catch (MalformedRecordException unreadable) {
                return; // put aside by alerting as well
            }
            for (int i = 0; i < batch.size(); i++) {
                TreeMap<Long, Row> of = rows.get(key(batch.detector(), batch.group(i)));
                if (of != null && !batch.has(i, BandFlags.CORRECTION)) {
                    of.put(
                            batch.startSeconds(i),
                            new Row(
                                    batch.startSeconds(i),
                                    batch.intervalSeconds(),
                                    batch.value(i),
                                    batch.lower(i),
                                    batch.upper(i),
                                    batch.has(i, BandFlags.ANOMALOUS),
                                    batch.has(i, BandFlags.ABOVE),
                                    batch.has(i, BandFlags.BELOW),
                                    false));
                }
            }
        });
        return rows;
    }

    /** What was recorded around the moment: transitions, and whom they were told. */
    private static List<String> notes(TopicScan scan, Wire wire, String prefix, Watcher watcher, Instant at) {
        List<String> notes = new ArrayList<>();
        scan.read(Topics.ALERTS.name(prefix), Optional.empty(), record -> {
            try {
                Alert alert = wire.deserializer(Alert.class).deserialize("", record.value());
                boolean near = Duration.between(alert.getAt(), at).abs().compareTo(AROUND) <= 0;
                if (near
                        && alert.getMonitorId().equals(watcher.monitor().id())
                        && alert.getGroup().equals(watcher.group())) {
                    notes.add("Recorded: " + alert.getAt() + " " + alert.getFrom() + " -> " + alert.getTo() + ", alert "
                            + alert.getId()
                            + (alert.getDowntimes().isEmpty()
                                    ? ""
                                    : ", held back by downtime " + String.join(", ", alert.getDowntimes())));
                }
            } catch (MalformedRecordException unreadable) {
                // Written by a later release.
            }
        });
        scan.read(Topics.NOTIFICATIONS.name(prefix), Optional.of(at.minus(AROUND)), record -> {
            try {
                Notification one = record.value() == null
                        ? null
                        : wire.deserializer(Notification.class).deserialize("", record.value());
                boolean about = one != null
                        && one.getMonitorId().equals(watcher.monitor().id())
                        && one.getGroup().equals(watcher.group())
                        && Duration.between(one.getDecidedAt(), at).abs().compareTo(AROUND) <= 0;
                if (about) {
                    notes.add(
                            "Message: " + one.getDecidedAt() + " " + one.getKind() + " to " + one.getRecipient() + ", "
                                    + one.getState()
                                    + (one.getHeldBy().isEmpty() ? "" : " by " + String.join(", ", one.getHeldBy())));
                }
            } catch (MalformedRecordException unreadable) {
                // Written by a later release.
            }
        });
        return notes;
    }
}
