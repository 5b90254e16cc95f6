package io.tidemark.document;

import io.tidemark.query.Window;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The options of a monitor, with Datadog's meaning and defaults.
 *
 * @param noDataTimeframe how long without data before "no data"; empty: twice the window
 * @param evaluationDelay how long to wait before a window is judged
 * @param newGroupDelay how long a group that was never seen is left alone
 * @param groupRetention how long a group without data is remembered
 * @param renotifyInterval zero: told once
 * @param renotifyOccurrences empty: no limit
 * @param timeout an alert that old resolves itself; zero: never
 * @param notifyAudit whether those whom the message names are told when the monitor itself changes
 * @param keepFiringFor an alert ends only when it has been over for this long; empty: a minute for metrics, else at once
 * @param flapDetection whether a group that keeps changing is told once, and once when it settles
 * @param inhibitedBy monitors whose alert makes the messages of this one superfluous
 * @param notifyBy keys by which notifications are grouped; {@code *} for one; empty: by the query's groups
 * @param scheduling when windows of the current hour, day or month begin, and when the monitor is judged at all
 */
public record MonitorOptions(
        Thresholds thresholds,
        boolean notifyNoData,
        Optional<Duration> noDataTimeframe,
        OnMissingData onMissingData,
        Duration evaluationDelay,
        Duration newGroupDelay,
        Duration groupRetention,
        Duration renotifyInterval,
        OptionalInt renotifyOccurrences,
        Set<RenotifyStatus> renotifyStatuses,
        String escalationMessage,
        boolean includeTags,
        boolean notifyAudit,
        boolean requireFullWindow,
        Duration timeout,
        List<String> notifyBy,
        NotificationPreset notificationPreset,
        ThresholdWindows thresholdWindows,
        Optional<Duration> keepFiringFor,
        boolean flapDetection,
        List<Inhibition> inhibitedBy,
        Scheduling scheduling) {

    /**
     * The calendar of a monitor.
     *
     * @param hourStarts minute at which an hour begins
     * @param dayStarts local time at which a day begins, and a month
     * @param monthStarts day at which a month begins, 1 to 28
     * @param zone of these
     * @param times when it is judged; empty: at each bucket
     */
    public record Scheduling(int hourStarts, LocalTime dayStarts, int monthStarts, ZoneId zone, List<JudgedAt> times) {
        public Scheduling {
            times = List.copyOf(times);
        }
    }

    /** @param rule of RFC 5545 */
    public record JudgedAt(LocalDateTime start, ZoneId zone, String rule) {}

    /** Thresholds beside the one in the query; for a check counts of answers in a row. */
    public record Thresholds(
            OptionalDouble critical,
            OptionalDouble warning,
            OptionalDouble ok,
            OptionalDouble unknown,
            OptionalDouble criticalRecovery,
            OptionalDouble warningRecovery) {}

    /** Of an anomaly monitor: over which spans the share out of band is taken. */
    public record ThresholdWindows(Optional<Window> trigger, Optional<Window> recovery) {}

    /**
     * While a group of that monitor is in Alert, the messages of this one are held back.
     *
     * @param equal tag keys that must agree between the two groups; empty: any group of it
     */
    public record Inhibition(String monitor, List<String> equal) {
        public Inhibition {
            equal = List.copyOf(equal);
        }
    }

    /** What silence of a group means. */
    public enum OnMissingData {
        DEFAULT,
        SHOW_NO_DATA,
        SHOW_AND_NOTIFY_NO_DATA,
        RESOLVE
    }

    /** In which states repeats are sent. */
    public enum RenotifyStatus {
        ALERT,
        WARN,
        NO_DATA
    }

    /** How much of the monitor a notification shows. */
    public enum NotificationPreset {
        SHOW_ALL,
        HIDE_QUERY,
        HIDE_HANDLES,
        HIDE_ALL
    }

    public MonitorOptions {
        renotifyStatuses = Set.copyOf(renotifyStatuses);
        notifyBy = List.copyOf(notifyBy);
        inhibitedBy = List.copyOf(inhibitedBy);
    }
}
