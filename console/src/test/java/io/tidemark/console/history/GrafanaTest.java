package io.tidemark.console.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.PointKind;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: every statement of the example's dashboard finds what it is to show. Method: a filled history with its SQL port, the
 * PostgreSQL driver, and the statements out of the dashboard's file with Grafana's macros filled in as Grafana does.
 */
final class GrafanaTest {

    private static final Path BOARD = Path.of("..", "examples", "grafana", "dashboards", "tidemark.json");
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private static final Wire WIRE = Wire.singleObject();
    private static final String PASSWORD = "look but touch not";
    private static final Map<String, String> VARIABLES =
            Map.of("detector", "cpu'high", "group", "host:a", "series", "cpu{host:a}");

    @TempDir
    private static Path folder;

    private static History history;

    /** A statement of the board, and where it stands there. */
    private record Sql(String where, String text) {}

    @BeforeAll
    static void fill() {
        history = History.open(
                HistorySettings.in(folder).withSqlPort(Optional.of(new SqlPort(0, SqlPort.USER, PASSWORD))),
                Clock.fixed(NOW, ZoneOffset.UTC));
        RollupBatchWriter rollups = new RollupBatchWriter(WIRE).begin(60, false);
        BandBatchWriter bands =
                new BandBatchWriter(WIRE).begin(VARIABLES.get("detector"), 1, "sarima/1", 60, BandStage.DIRECT);
        for (int minute = 60; minute > 0; minute--) {
            long start = NOW.getEpochSecond() - minute * 60L;
            rollups.add("cpu{host:a}", PointKind.GAUGE, 0, start, 6, 60.0 + minute, 9, 11, 10, null);
            bands.add("host:a", start, minute == 30 ? 99 : 10, minute == 30 ? BandFlags.ANOMALOUS : 0)
                    .band(10, 8, 12, 1, minute == 30 ? 9 : 0.5f, 1, 10, Float.NaN);
        }
        history.writer().rollups(new RollupBatchReader(WIRE).read(rollups.toBytes()));
        history.writer().bands(new BandBatchReader(WIRE).read(bands.toBytes()));
        history.writer().anomaly(anomaly());
        history.writer().alert(alert());
        history.writer().commit();
    }

    @AfterAll
    static void close() {
        history.close();
    }

    @Test
    void everyStatementOfTheDashboardFindsRows() throws Exception {
        List<Sql> statements = statements();
        assertThat(statements).hasSizeGreaterThanOrEqualTo(10);
        try (Connection connection = connect(PASSWORD);
                Statement statement = connection.createStatement()) {
            for (Sql sql : statements) {
                assertThat(rows(statement, expanded(sql.text())))
                        .as("%s: %s", sql.where(), sql.text())
                        .isPositive();
            }
        }
    }

    @Test
    void theBandAndTheAnomaliesAreTheOnesThatWereKept() throws Exception {
        try (Connection connection = connect(PASSWORD);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(expanded(panel(1, 0)))) {
                int seen = 0;
                while (rows.next()) {
                    seen++;
                    assertThat(rows.getDouble("lower")).isEqualTo(8);
                    assertThat(rows.getDouble("upper")).isEqualTo(12);
                }
                assertThat(seen).isEqualTo(60);
            }
            try (ResultSet rows = statement.executeQuery(expanded(panel(1, 1)))) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getTimestamp("time").toInstant()).isEqualTo(NOW.minusSeconds(1_800));
                assertThat(rows.getDouble("anomaly")).isEqualTo(99);
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @Test
    void theUserMayOnlyRead() throws Exception {
        for (String change : List.of(
                "drop table bands",
                "insert into events (ts, id) values (now(), 'x')",
                "truncate table bands",
                "create table mine (ts timestamp)",
                "update bands set value = 0",
                "alter table bands drop column value")) {
            try (Connection connection = connect(PASSWORD);
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute(change)).as(change).isInstanceOf(SQLException.class);
            }
        }
        try (Connection connection = connect(PASSWORD);
                Statement statement = connection.createStatement()) {
            assertThat(rows(statement, "select * from bands")).isEqualTo(60);
        }
    }

    @Test
    void aWrongPasswordOrUserIsRefused() {
        assertThatThrownBy(() -> connect("another password")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + history.sqlPort() + "/qdb", "admin", "quest"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void nobodyListensUnlessAsked(@TempDir Path other) {
        try (History quiet = History.open(HistorySettings.in(other), Clock.systemUTC())) {
            assertThat(quiet.sqlPort()).isEqualTo(-1);
        }
    }

    private static Anomaly anomaly() {
        return Anomaly.newBuilder()
                .setDetector(VARIABLES.get("detector"))
                .setGroup("host:a")
                .setQuery("avg:cpu{*} by {host}")
                .setBucketStart(NOW.minusSeconds(1_800))
                .setIntervalSeconds(60)
                .setValue(99)
                .setExpected(10)
                .setLower(8)
                .setUpper(12)
                .setScale(1)
                .setScore(9)
                .setExplanation("far above")
                .setModel("sarima/1")
                .setConfigVersion(1)
                .build();
    }

    private static Alert alert() {
        return Alert.newBuilder()
                .setId("a1")
                .setMonitorId("m")
                .setMonitorName("Monitor")
                .setGroup("host:a")
                .setAt(NOW.minusSeconds(1_700))
                .setFrom(AlertState.OK)
                .setTo(AlertState.ALERT)
                .setReason("because")
                .setQuery("avg:cpu{*}")
                .setConfigVersion(1)
                .build();
    }

    private static Connection connect(String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SqlPort.USER);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        // As Grafana's driver asks: text, without preparing.
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + history.sqlPort() + "/qdb", properties);
    }

    private static int rows(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            int seen = 0;
            while (rows.next()) {
                seen++;
            }
            return seen;
        }
    }

    private static List<Sql> statements() throws Exception {
        JsonNode board = new ObjectMapper().readTree(Files.readAllBytes(BOARD));
        List<Sql> all = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            panel.path("targets")
                    .forEach(target -> all.add(new Sql(
                            "panel " + panel.path("title").asText(),
                            target.path("rawSql").asText())));
        }
        board.at("/templating/list")
                .forEach(variable -> all.add(new Sql(
                        "variable " + variable.path("name").asText(),
                        variable.path("query").asText())));
        board.at("/annotations/list")
                .forEach(note -> all.add(new Sql(
                        "annotation " + note.path("name").asText(),
                        note.at("/target/rawSql").asText())));
        return all;
    }

    private static String panel(int id, int target) throws Exception {
        JsonNode board = new ObjectMapper().readTree(Files.readAllBytes(BOARD));
        for (JsonNode panel : board.path("panels")) {
            if (panel.path("id").asInt() == id) {
                return panel.path("targets").get(target).path("rawSql").asText();
            }
        }
        throw new AssertionError("The board has no panel " + id);
    }

    /** Grafana's macros of its PostgreSQL source, and its format sqlstring of variables. */
    private static String expanded(String sql) {
        Instant from = NOW.minus(Duration.ofHours(6));
        String text = sql.replace("$__timeFilter(ts)", "ts BETWEEN '" + from + "' AND '" + NOW + "'")
                .replace("$__interval", "1m");
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            text = text.replace(
                    "${" + variable.getKey() + ":sqlstring}",
                    "'" + variable.getValue().replace("'", "''") + "'");
        }
        assertThat(text)
                .as("a macro or variable that the test knows nothing of")
                .doesNotContain("$");
        return text;
    }
}
