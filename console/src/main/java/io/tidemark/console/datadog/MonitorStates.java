package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.history.History;
import io.tidemark.console.route.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The states of monitors' groups as the newest transitions say, read once for one answer. */
final class MonitorStates {

    /** The word for a state in Datadog's API. */
    static String word(String state) {
        return switch (state) {
            case "ALERT" -> "Alert";
            case "WARN" -> "Warn";
            case "NO_DATA" -> "No Data";
            case "OK" -> "OK";
            default -> "Unknown";
        };
    }

    private final Map<String, List<AlertRow>> byMonitor = new HashMap<>();

    MonitorStates(History history) {
        history.states()
                .forEach(row -> byMonitor
                        .computeIfAbsent(row.monitor(), id -> new ArrayList<>())
                        .add(row));
    }

    List<AlertRow> of(String monitor) {
        return byMonitor.getOrDefault(monitor, List.of());
    }

    /** The gravest state of its groups; "No Data" where nothing was ever decided. */
    String overall(String monitor) {
        return of(monitor).stream()
                .map(AlertRow::to)
                .max((a, b) -> Integer.compare(gravity(a), gravity(b)))
                .map(MonitorStates::word)
                .orElse("No Data");
    }

    Optional<Instant> changed(String monitor) {
        return of(monitor).stream().map(AlertRow::at).max(Instant::compareTo);
    }

    /** {@code {"groups": {"host:a": {…}}}}: a state for each group that was ever decided on. */
    ObjectNode groups(String monitor, List<String> wanted) {
        ObjectNode state = Json.object();
        ObjectNode groups = state.putObject("groups");
        for (AlertRow row : of(monitor)) {
            String word = word(row.to());
            boolean shown = wanted.contains("all")
                    || wanted.contains(word.toLowerCase(java.util.Locale.ROOT))
                    || wanted.isEmpty();
            if (shown) {
                ObjectNode group =
                        groups.putObject(row.group()).put("name", row.group()).put("status", word);
                group.put(
                        row.to().equals("OK") ? "last_resolved_ts" : "last_triggered_ts",
                        row.at().getEpochSecond());
                if (row.to().equals("NO_DATA")) {
                    group.put("last_nodata_ts", row.at().getEpochSecond());
                }
            }
        }
        return state;
    }

    private static int gravity(String state) {
        return switch (state) {
            case "ALERT" -> 3;
            case "WARN" -> 2;
            case "NO_DATA" -> 1;
            default -> 0;
        };
    }
}
