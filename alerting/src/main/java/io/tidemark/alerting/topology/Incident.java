package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.avro.AlertState;
import io.tidemark.query.Grouping;
import java.util.List;
import java.util.Locale;

/**
 * One group of one monitor at the moment of a decision.
 *
 * @param monitor the version that decides
 * @param group canonical text of the group
 * @param memory what is remembered of it
 * @param evidence what the detector said of the bucket that decides
 */
record Incident(WatchedMonitor monitor, String group, GroupMemory memory, Evidence evidence) {

    List<String> groupTags() {
        return Grouping.tagsOfGroup(group);
    }

    /** What the messages of one incident share. */
    String thread() {
        return Digests.of("incident", monitor.id(), group, memory.openedMillis());
    }

    /** Whether people are told not of this group, but of the family that it belongs to. */
    boolean isPartOfFamily() {
        return monitor.tellsFamilies() && !memory.watched().startsWith(Families.WATCHED);
    }

    AlertState state() {
        return avro(memory.state());
    }

    static AlertState avro(io.tidemark.alerting.monitor.GroupState state) {
        return AlertState.valueOf(state.name());
    }

    /** 'alert', 'warn', 'no data', as downtimes name states. */
    String stateName() {
        return memory.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Key of its records on 'alerts'. */
    String key() {
        return monitor.id() + "\n" + group;
    }
}
