package io.tidemark.ingest.check.postgres;

import io.tidemark.ingest.check.CheckSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A query of one's own, in Datadog's form:
 *
 * <pre>
 * custom_queries:
 *   - metric_prefix: shop
 *     query: SELECT state, count(*) FROM orders GROUP BY state
 *     columns:
 *       - {name: state, type: tag}
 *       - {name: orders, type: gauge}       # or count, monotonic_count, rate, histogram
 *     tags: [team:shop]
 * </pre>
 */
record CustomQuery(String prefix, String query, List<Column> columns, List<String> tags) {

    private static final int ROWS_MAX = 10_000;

    record Column(String name, String type) {}

    static CustomQuery of(Map<String, Object> map) {
        CheckSettings settings = CheckSettings.of(map);
        List<Column> columns = settings.maps("columns").stream()
                .map(CheckSettings::of)
                .map(column -> new Column(column.text("name"), column.text("type")))
                .toList();
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(
                    "custom_queries: columns is empty (expected a name and a type for each column) [missing-setting]");
        }
        return new CustomQuery(
                settings.text("metric_prefix", "postgresql"), settings.text("query"), columns, settings.tags());
    }

    void report(Connection connection, Tagged out) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(ROWS_MAX);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    row(rows, out);
                }
            }
        }
    }

    private void row(ResultSet rows, Tagged out) throws SQLException {
        List<String> all = new ArrayList<>(tags);
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).type().equals("tag")) {
                all.add(columns.get(i).name() + ":" + rows.getString(i + 1));
            }
        }
        Tagged tagged = out.with(all.toArray(String[]::new));
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (!column.type().equals("tag")) {
                String type = switch (column.type()) {
                    case "monotonic_count" -> "count";
                    case "count" -> "value";
                    default -> column.type();
                };
                tagged.add(type, prefix + "." + column.name(), rows.getDouble(i + 1));
            }
        }
    }
}
