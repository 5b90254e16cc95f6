package io.tidemark.ingest.check.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.RecordingReport;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Goal: a user who may only read the statistics sees the figures of a real PostgreSQL under Datadog's names and tags. */
class PostgresCheckIT {

    private static EmbeddedPostgres postgres;
    private final RecordingReport report = new RecordingReport();

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        try (Connection owner = postgres.getPostgresDatabase().getConnection();
                Statement statement = owner.createStatement()) {
            // As docs/recipes/watch-postgresql.md says.
            statement.execute("CREATE USER tidemark WITH PASSWORD 'only-for-the-test'");
            statement.execute("GRANT pg_monitor TO tidemark");
            statement.execute("CREATE TABLE orders (id int PRIMARY KEY, state text)");
            statement.execute("INSERT INTO orders SELECT i, CASE WHEN i % 4 = 0 THEN 'open' ELSE 'sent' END"
                    + " FROM generate_series(1, 100) i");
            statement.execute("GRANT SELECT ON orders TO tidemark");
            statement.execute("ANALYZE orders");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Test
    void connectionsAreCountedAgainstWhatTheServerAllows() throws Exception {
        try (Connection one = postgres.getPostgresDatabase().getConnection();
                Connection two = postgres.getPostgresDatabase().getConnection()) {
            assertThat(one.isValid(1) && two.isValid(1)).isTrue();
            run(Map.of());
        }
        // The two and the check's own.
        double connections = value("gauge postgresql.connections", "db:postgres");
        double max = value("gauge postgresql.max_connections", "server:127.0.0.1");
        assertThat(connections).isGreaterThanOrEqualTo(3);
        assertThat(value("gauge postgresql.percent_usage_connections", "port:"))
                .isEqualTo(connections / max, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void theUsualFiguresAreThere() throws Exception {
        run(Map.of("relations", List.of("orders")));

        assertThat(report.lines())
                .extracting(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                .contains(
                        "rate postgresql.commits",
                        "rate postgresql.rollbacks",
                        "rate postgresql.buffer_hit",
                        "rate postgresql.rows_fetched",
                        "rate postgresql.deadlocks",
                        "gauge postgresql.database_size",
                        "gauge postgresql.before_xid_wraparound",
                        "gauge postgresql.db.count",
                        "gauge postgresql.table.count",
                        "gauge postgresql.uptime",
                        "monotonic postgresql.bgwriter.buffers_alloc",
                        "monotonic postgresql.bgwriter.checkpoints_timed",
                        "gauge postgresql.live_rows",
                        "gauge postgresql.total_size",
                        "rate postgresql.seq_scans",
                        "check postgres.can_connect");
        assertThat(value("gauge postgresql.live_rows", "table:orders")).isEqualTo(liveRowsAsTheServerTells());
    }

    @Test
    void locksAndOpenTransactionsOfOthersAreSeen() throws Exception {
        try (Connection other = postgres.getPostgresDatabase().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN SHARE MODE");

            run(Map.of());
            other.rollback();
        }

        assertThat(value("gauge postgresql.locks", "lock_mode:ShareLock")).isEqualTo(1);
        assertThat(report.lines()).anyMatch(line -> line.contains("granted:true"));
        assertThat(value("gauge postgresql.transactions.idle_in_transaction", "db:postgres"))
                .isEqualTo(1);
    }

    @Test
    void aQueryOfOnesOwnBecomesMetricsAndABrokenOneCostsOnlyItself() {
        Map<String, Object> good = Map.of(
                "metric_prefix",
                "shop",
                "query",
                "SELECT state, count(*) FROM orders GROUP BY state",
                "columns",
                List.of(Map.of("name", "state", "type", "tag"), Map.of("name", "orders", "type", "gauge")),
                "tags",
                List.of("team:shop"));
        Map<String, Object> bad = new HashMap<>(good);
        bad.put("query", "SELECT nothing FROM nowhere");

        assertThatThrownBy(() -> run(Map.of("custom_queries", List.of(bad, good))))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("nowhere");

        assertThat(value("gauge shop.orders", "state:open")).isEqualTo(25);
        assertThat(report.lines()).anyMatch(line -> line.contains("team:shop"));
    }

    @Test
    void itCanOnlyRead() {
        assertThatThrownBy(() -> run(Map.of(
                        "custom_queries",
                        List.of(Map.of(
                                "query",
                                "DELETE FROM orders RETURNING 1",
                                "columns",
                                List.of(Map.of("name", "n", "type", "gauge")))))))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aWrongPasswordIsCriticalAndAnError() {
        assertThatThrownBy(() -> run(Map.of("username", "nobody", "host", "127.0.0.1", "port", 1)))
                .isInstanceOf(SQLException.class);

        assertThat(report.lines()).hasSize(1).allMatch(line -> line.startsWith("check postgres.can_connect CRITICAL"));
    }

    private static double liveRowsAsTheServerTells() throws SQLException {
        try (Connection owner = postgres.getPostgresDatabase().getConnection();
                Statement statement = owner.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'orders'")) {
            row.next();
            return row.getDouble(1);
        }
    }

    private double value(String metric, String tag) {
        return report.lines().stream()
                .filter(line -> line.startsWith(metric + " ") && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[2]))
                .findFirst()
                .orElseThrow(() -> new AssertionError(metric + " with " + tag + " is not in " + report.lines()));
    }

    private void run(Map<String, Object> more) throws Exception {
        Map<String, Object> instance = new HashMap<>(Map.of(
                "host", "127.0.0.1",
                "port", postgres.getPort(),
                "username", "tidemark",
                "password", "only-for-the-test",
                "dbname", "postgres"));
        instance.putAll(more);
        try (Check check = PostgresCheck.type().create(CheckSettings.of(instance))) {
            check.run(report);
        }
    }
}
