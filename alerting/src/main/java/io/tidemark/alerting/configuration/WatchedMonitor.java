package io.tidemark.alerting.configuration;

import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.MonitorRule;
import io.tidemark.alerting.monitor.Timing;
import io.tidemark.document.MonitorOptions;
import io.tidemark.query.Grouping;
import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.TimeAggregator;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * One version of a monitor, ready to judge.
 *
 * @param id its id
 * @param version offset of its record: which version judged
 * @param effectiveFrom it judges buckets that start at or after this; empty for whatever arrives after it is known
 * @param watched id of the detector or query whose rows it judges
 * @param name its name, a template
 * @param query its query, as configured
 * @param message what to tell, a template; handles in it are who is told
 * @param escalationMessage what to tell in reminders; empty for the message
 * @param tags its own tags, lower-case
 * @param priority 1 (highest) to 5
 * @param zone zone of times in its messages and graphs
 * @param rule what is measured, against what, and when
 * @param subject what it judges: each group for itself, or inputs of several partitions together
 * @param notifyBy keys by which messages are joined, a part of those of its groups; {@code *} alone for one message; empty:
 *     each group has its own
 * @param inhibitedBy monitors whose alert makes its messages superfluous
 * @param notice what its messages show besides its text
 */
public record WatchedMonitor(
        String id,
        long version,
        Optional<Instant> effectiveFrom,
        String watched,
        String name,
        String query,
        String message,
        String escalationMessage,
        List<String> tags,
        OptionalInt priority,
        ZoneId zone,
        MonitorRule rule,
        Subject subject,
        List<String> notifyBy,
        List<MonitorOptions.Inhibition> inhibitedBy,
        Notice notice) {

    public WatchedMonitor {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(effectiveFrom, "effectiveFrom");
        Objects.requireNonNull(watched, "watched");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(escalationMessage, "escalationMessage");
        tags = List.copyOf(tags);
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(subject, "subject");
        notifyBy = List.copyOf(notifyBy);
        inhibitedBy = List.copyOf(inhibitedBy);
        Objects.requireNonNull(notice, "notice");
        if (id.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("id: holds a line feed (expected: none)");
        }
    }

    /**
     * Stands for a monitor of which only the groups are left: its versions have been compacted away. It judges nothing,
     * and names nobody to tell.
     */
    public static WatchedMonitor forgotten(String id, String watched) {
        MonitorRule nothing = new MonitorRule(
                Condition.aggregate(TimeAggregator.LAST, 60),
                new Levels(Comparison.ABOVE, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()),
                new Timing(0, 0, false, Timing.OnMissing.SHOW_AND_NOTIFY, 600, 0, 0, Set.of(), 0, 86_400));
        return new WatchedMonitor(
                id,
                -1,
                Optional.empty(),
                watched,
                id,
                watched,
                "",
                "",
                List.of(),
                OptionalInt.empty(),
                ZoneOffset.UTC,
                nothing,
                Subject.ALONE,
                List.of(),
                List.of(),
                Notice.ALL);
    }

    /** The same for states that follow from others, under another name: these know no silence of their own. */
    public WatchedMonitor following(String other) {
        return new WatchedMonitor(
                id,
                version,
                effectiveFrom,
                other,
                name,
                query,
                message,
                escalationMessage,
                tags,
                priority,
                zone,
                rule.withoutSilence(),
                subject,
                notifyBy,
                inhibitedBy,
                notice);
    }

    /** Whether what people are told of is not a group but a family of groups, {@link #notifyBy}. */
    public boolean tellsFamilies() {
        return !notifyBy.isEmpty();
    }

    /** Ids of the monitors whose states it needs. */
    public Set<String> reliesOn() {
        Set<String> ids = new TreeSet<>();
        if (subject instanceof Subject.States states) {
            ids.addAll(states.query().monitors());
        }
        if (tellsFamilies()) {
            ids.add(id);
        }
        inhibitedBy.forEach(one -> ids.add(one.monitor()));
        return ids;
    }

    /** The rule for one of its groups: the only group of a simple alert is never "new". */
    public MonitorRule ruleFor(String group) {
        return group.equals(Grouping.ALL_KEY) ? rule.forSimpleAlert() : rule;
    }

    /** Whether this version judges a bucket. */
    boolean judges(long bucketStartSeconds) {
        return effectiveFrom
                .map(from -> bucketStartSeconds * 1_000L >= from.toEpochMilli())
                .orElse(true);
    }
}
