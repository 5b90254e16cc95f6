package io.tidemark.topics;

import static io.tidemark.topics.Topic.Cleanup.COMPACT;
import static io.tidemark.topics.Topic.Cleanup.COMPACT_DELETE;
import static io.tidemark.topics.Topic.Cleanup.DELETE;

import io.tidemark.topics.Topic.Cleanup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The registry: all topics, in the order of the data. */
public final class Topics {

    /** Prefix of every topic's name unless set otherwise. */
    public static final String PREFIX = "tidemark.";

    /** Partitions of data topics unless set otherwise: enough for two instances of four threads. */
    public static final int PARTITIONS = 8;

    public static final Topic POINTS = data(
            "points",
            "series, or none for a batch of several series of the partition",
            "PointBatch",
            7,
            "ingest",
            "Admitted points, and the ticks by which time passes.");
    public static final Topic ROLLUPS = data(
            "rollups",
            "series, or none for a mixed batch",
            "RollupBatch",
            30,
            "detectors",
            "Closed buckets of 10 s, 1 m, 10 m and 1 h.");
    public static final Topic BANDS = data(
            "bands",
            "detector, line feed, group, or none for a mixed batch",
            "BandBatch",
            30,
            "detectors",
            "Judged buckets: value, expected, band, score.");
    public static final Topic ANOMALIES = data(
            "anomalies", "detector, line feed, group", "Anomaly", 365, "detectors", "Buckets out of band, explained.");
    public static final Topic ALERTS =
            data("alerts", "monitor, line feed, group", "Alert", 365, "alerting", "Transitions of monitors' groups.");
    public static final Topic NOTIFICATIONS = new Topic(
            "notifications",
            "notification id",
            "Notification",
            true,
            COMPACT_DELETE,
            Optional.of(Duration.ofDays(365)),
            "alerting",
            "The outbox: who is to be told what, and what became of it.");
    public static final Topic EVENTS = data(
            "events", "event id", "Event", 365, "all", "The event stream: transitions, refusals, clients' events.");
    public static final Topic SERVICE_CHECKS = data(
            "service-checks", "check, line feed, host and tags", "ServiceCheck", 365, "ingest", "Answers of checks.");
    public static final Topic DEAD_LETTERS = data(
            "dead-letters", "where it came from", "DeadLetter", 30, "all", "Records put aside, with reason and bytes.");
    public static final Topic DETECTORS = config("detectors", "What is watched, and how.");
    public static final Topic MONITORS = config("monitors", "When to tell whom.");
    public static final Topic DOWNTIMES = config("downtimes", "When notifications are held back.");
    public static final Topic DASHBOARDS = config("dashboards", "Boards of graphs.");
    public static final Topic HOST_TAGS = config("host-tags", "Tags of hosts, as agents and people tell them.");
    public static final Topic ANNOTATIONS = config("annotations", "Comments on spans of graphs.");
    public static final Topic METRICS = config("metrics", "Unit and description of metrics.");
    public static final Topic EXCLUSIONS = config("exclusions", "Spans that are not normal and must not be learnt.");
    public static final Topic ACKNOWLEDGEMENTS = config("acknowledgements", "Who takes care of which incident.");
    public static final Topic SCHEMAS = new Topic(
            "schemas",
            "schema fingerprint, 16 hexadecimal digits",
            "JSON",
            false,
            COMPACT,
            Optional.empty(),
            "all",
            "Avro schemas by CRC-64-AVRO fingerprint, for consumers without a registry.");

    private static final List<Topic> ALL = List.of(
            POINTS,
            ROLLUPS,
            BANDS,
            ANOMALIES,
            ALERTS,
            NOTIFICATIONS,
            EVENTS,
            SERVICE_CHECKS,
            DEAD_LETTERS,
            DETECTORS,
            MONITORS,
            DOWNTIMES,
            DASHBOARDS,
            HOST_TAGS,
            ANNOTATIONS,
            EXCLUSIONS,
            ACKNOWLEDGEMENTS,
            METRICS,
            SCHEMAS);

    private Topics() {}

    /** All topics, in the order of the data. */
    public static List<Topic> all() {
        return ALL;
    }

    private static Topic data(String name, String key, String value, int days, String owner, String doc) {
        return new Topic(name, key, value, true, DELETE, Optional.of(Duration.ofDays(days)), owner, doc);
    }

    private static Topic config(String name, String doc) {
        return new Topic(name, "id", "JSON", false, Cleanup.COMPACT, Optional.empty(), "console, apply", doc);
    }
}
