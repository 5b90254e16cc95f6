package io.tidemark.standalone.decisions;

import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Contribution;
import io.tidemark.avro.Event;
import io.tidemark.explain.SharedTag;
import io.tidemark.query.Grouping;
import io.tidemark.topics.Topics;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What else of a monitor was bad when one of its groups alerted, from the records: the latest transition of each group up to
 * that event time, and the groups that lived then. The order in which they were written is no matter.
 */
public final class OtherGroups {

    private static final String LIFE = "life:";
    private static final String MONITOR = "monitor:";

    private final TopicScan scan;
    private final Wire wire;
    private final String prefix;

    /** A state and since when. */
    private record Since(Instant at, boolean bad) {}

    public OtherGroups(TopicScan scan, Wire wire, String prefix) {
        this.scan = scan;
        this.wire = wire;
        this.prefix = prefix;
    }

    /** The tags that tell bad groups from good ones, the weightiest first. */
    public List<Contribution> contributions(Alert alert) {
        Map<List<String>, Boolean> groups = new HashMap<>();
        living(alert).forEach(tags -> groups.put(tags, false));
        latest(alert).forEach((tags, since) -> groups.put(tags, since.bad()));
        return SharedTag.of(groups).stream()
                .map(tag -> new Contribution(tag.tag(), tag.groups(), tag.bad()))
                .toList();
    }

    private Map<List<String>, Since> latest(Alert of) {
        Map<List<String>, Since> latest = new HashMap<>();
        scan.read(Topics.ALERTS.name(prefix), Optional.empty(), record -> {
            try {
                Alert one = wire.deserializer(Alert.class).deserialize("", record.value());
                if (one.getMonitorId().equals(of.getMonitorId()) && !one.getAt().isAfter(of.getAt())) {
                    latest.merge(
                            tags(Grouping.tagsOfGroup(one.getGroup())),
                            new Since(one.getAt(), one.getTo() != AlertState.OK),
                            (a, b) -> b.at().isBefore(a.at()) ? a : b);
                }
            } catch (MalformedRecordException unreadable) {
                // Written by a later release.
            }
        });
        return latest;
    }

    private TreeSet<List<String>> living(Alert of) {
        Map<List<String>, Since> lives = new HashMap<>();
        scan.read(Topics.EVENTS.name(prefix), Optional.empty(), record -> {
            try {
                Event event = wire.deserializer(Event.class).deserialize("", record.value());
                if (event.getTags().contains(MONITOR + of.getMonitorId())
                        && !event.getAt().isAfter(of.getAt())
                        && event.getTags().stream().anyMatch(tag -> tag.startsWith(LIFE))) {
                    boolean ended = event.getTags().contains(LIFE + "gone")
                            || event.getTags().contains(LIFE + "retired");
                    lives.merge(
                            tags(event.getTags()),
                            new Since(event.getAt(), ended),
                            (a, b) -> b.at().isBefore(a.at()) ? a : b);
                }
            } catch (MalformedRecordException unreadable) {
                // Somebody else's, in another format.
            }
        });
        TreeSet<List<String>> living = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        lives.forEach((tags, since) -> {
            if (!since.bad()) {
                living.add(tags);
            }
        });
        return living;
    }

    /** The group's own tags, in the order of their text. */
    private static List<String> tags(List<String> tags) {
        return tags.stream()
                .filter(tag -> !tag.startsWith(LIFE) && !tag.startsWith(MONITOR))
                .sorted()
                .toList();
    }
}
