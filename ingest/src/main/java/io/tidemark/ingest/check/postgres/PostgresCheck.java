package io.tidemark.ingest.check.postgres;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.check.Report.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * One server. Settings: {@code host}, {@code port}, {@code username}, {@code password}, {@code dbname} (the database to
 * connect to; figures come of all), {@code ssl} (pgjdbc's sslmode), {@code relations} (tables by name or regular expression),
 * {@code custom_queries}, {@code query_timeout} (ms).
 */
public final class PostgresCheck implements Check {

    private static final int ANSWER_SECONDS_MAX = 10;

    private final CheckSettings settings;
    private final List<CustomQuery> custom;
    private final String host;
    private final int port;
    private final String database;
    private Connection connection;

    private PostgresCheck(CheckSettings settings) {
        this.settings = settings;
        this.host = settings.text("host");
        this.port = settings.integer("port", 5432, 1, 65_535);
        this.database = settings.text("dbname", "postgres");
        settings.text("username");
        this.custom =
                settings.maps("custom_queries").stream().map(CustomQuery::of).toList();
    }

    public static CheckType type() {
        return new CheckType() {
            @Override
            public String name() {
                return "postgres";
            }

            @Override
            public Check create(CheckSettings settings) {
                return new PostgresCheck(settings);
            }
        };
    }

    @Override
    public void run(Report report) throws SQLException {
        String[] place = {"host:" + host, "port:" + port, "db:" + database};
        try {
            connect();
            report.serviceCheck("postgres.can_connect", Status.OK, "", place);
        } catch (SQLException e) {
            close();
            report.serviceCheck("postgres.can_connect", Status.CRITICAL, String.valueOf(e.getMessage()), place);
            throw e;
        }
        try {
            List<SQLException> failed = new ArrayList<>();
            Tagged out = new Tagged(report, "server:" + host, "port:" + port);
            for (Figures figures : Figures.of(connection, settings.texts("relations"))) {
                attempt(() -> figures.report(connection, out), failed);
            }
            for (CustomQuery query : custom) {
                attempt(() -> query.report(connection, out.with("db:" + database)), failed);
            }
            if (!failed.isEmpty()) {
                throw failed.get(0);
            }
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private interface Query {

        void report() throws SQLException;
    }

    /** One figure that this server or user does not have must not cost the others. */
    private static void attempt(Query query, List<SQLException> failed) {
        try {
            query.report();
        } catch (SQLException e) {
            failed.add(e);
        }
    }

    private void connect() throws SQLException {
        if (connection != null && !connection.isClosed()) {
            return;
        }
        Properties properties = new Properties();
        properties.setProperty("user", settings.text("username"));
        properties.setProperty("password", settings.text("password", ""));
        properties.setProperty("sslmode", settings.text("ssl", "prefer"));
        properties.setProperty("connectTimeout", Integer.toString(ANSWER_SECONDS_MAX));
        properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS_MAX));
        properties.setProperty("loginTimeout", Integer.toString(ANSWER_SECONDS_MAX));
        properties.setProperty("ApplicationName", "tidemark-agent");
        properties.setProperty("readOnly", "true");
        connection = new org.postgresql.Driver()
                .connect("jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
        try (Statement statement = connection.createStatement()) {
            int limit = settings.integer("query_timeout", 5_000, 1, ANSWER_SECONDS_MAX * 1_000);
            statement.execute("SET statement_timeout = " + limit);
        }
    }
}
