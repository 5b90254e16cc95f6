package io.tidemark.alerting.downtime;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which monitors a downtime is for: one by its id, or those that carry all of some tags. */
public sealed interface MonitorChoice {

    /** Whether a monitor is meant. @param monitorTags its tags, lower-case */
    boolean matches(String monitorId, List<String> monitorTags);

    /** One monitor. */
    record ById(String id) implements MonitorChoice {
        @Override
        public boolean matches(String monitorId, List<String> monitorTags) {
            return id.equals(monitorId);
        }
    }

    /** Monitors that carry every one of these tags; {@code ["*"]} is every monitor. */
    record ByTags(Set<String> tags) implements MonitorChoice {

        static final String EVERY = "*";

        public ByTags {
            Set<String> lower = new TreeSet<>();
            tags.forEach(tag -> lower.add(tag.toLowerCase(Locale.ROOT)));
            if (lower.isEmpty()) {
                throw new DowntimeRefusedException(
                        "no-monitors",
                        "The downtime names no monitor tags (expected tags, or [\"*\"] for everything).");
            }
            tags = Set.copyOf(lower);
        }

        @Override
        public boolean matches(String monitorId, List<String> monitorTags) {
            return tags.contains(EVERY) || monitorTags.containsAll(tags);
        }
    }
}
