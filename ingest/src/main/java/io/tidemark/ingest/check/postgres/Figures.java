package io.tidemark.ingest.check.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement and what its columns mean. A column's label says it all: {@code gauge postgresql.connections} is a figure,
 * {@code tag db} a tag; a null is left out.
 */
record Figures(String sql, List<String> parameters) {

    private static final int VERSION_17 = 17;

    private static final String DATABASES = """
            SELECT d.datname AS "tag db",
                   s.numbackends AS "gauge postgresql.connections",
                   s.xact_commit AS "rate postgresql.commits",
                   s.xact_rollback AS "rate postgresql.rollbacks",
                   s.blks_read AS "rate postgresql.disk_read",
                   s.blks_hit AS "rate postgresql.buffer_hit",
                   s.tup_returned AS "rate postgresql.rows_returned",
                   s.tup_fetched AS "rate postgresql.rows_fetched",
                   s.tup_inserted AS "rate postgresql.rows_inserted",
                   s.tup_updated AS "rate postgresql.rows_updated",
                   s.tup_deleted AS "rate postgresql.rows_deleted",
                   s.deadlocks AS "rate postgresql.deadlocks",
                   s.deadlocks AS "count postgresql.deadlocks.count",
                   s.temp_bytes AS "rate postgresql.temp_bytes",
                   s.temp_files AS "rate postgresql.temp_files",
                   2147483647 - age(d.datfrozenxid) AS "gauge postgresql.before_xid_wraparound",
                   CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER')
                        THEN pg_database_size(d.oid) END AS "gauge postgresql.database_size"
            FROM pg_stat_database s JOIN pg_database d ON d.oid = s.datid
            WHERE NOT d.datistemplate
            """;

    private static final String SERVER = """
            SELECT (SELECT count(*) FROM pg_database WHERE NOT datistemplate) AS "gauge postgresql.db.count",
                   current_setting('max_connections')::float AS "gauge postgresql.max_connections",
                   (SELECT sum(numbackends) FROM pg_stat_database)
                       / current_setting('max_connections')::float AS "gauge postgresql.percent_usage_connections",
                   extract(epoch FROM now() - pg_postmaster_start_time()) AS "gauge postgresql.uptime",
                   CASE WHEN pg_is_in_recovery() THEN
                       CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                            ELSE greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp())) END
                       END AS "gauge postgresql.replication_delay"
            """;

    private static final String ACTIVITY = """
            SELECT datname AS "tag db",
                   count(*) FILTER (WHERE xact_start IS NOT NULL) AS "gauge postgresql.transactions.open",
                   count(*) FILTER (WHERE state LIKE 'idle in transaction%')
                       AS "gauge postgresql.transactions.idle_in_transaction",
                   count(*) FILTER (WHERE state = 'active') AS "gauge postgresql.active_queries",
                   count(*) FILTER (WHERE wait_event_type = 'Lock') AS "gauge postgresql.waiting_queries",
                   count(*) FILTER (WHERE wait_event_type = 'Lock' AND state = 'active')
                       AS "gauge postgresql.active_waiting_queries",
                   max(extract(epoch FROM now() - xact_start)) AS "gauge postgresql.activity.xact_start_age",
                   max(age(backend_xmin)) AS "gauge postgresql.activity.backend_xmin_age",
                   max(age(backend_xid)) AS "gauge postgresql.activity.backend_xid_age"
            FROM pg_stat_activity
            WHERE datname IS NOT NULL AND pid <> pg_backend_pid()
            GROUP BY datname
            """;

    private static final String LOCKS = """
            SELECT d.datname AS "tag db", l.mode AS "tag lock_mode", l.locktype AS "tag lock_type",
                   l.granted AS "tag granted", count(*) AS "gauge postgresql.locks"
            FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE l.pid <> pg_backend_pid()
            GROUP BY 1, 2, 3, 4
            """;

    private static final String TABLES = """
            SELECT current_database() AS "tag db", schemaname AS "tag schema", count(*) AS "gauge postgresql.table.count"
            FROM pg_stat_user_tables GROUP BY schemaname
            """;

    private static final String REPLICAS = """
            SELECT application_name AS "tag wal_app_name", state AS "tag wal_state", sync_state AS "tag wal_sync_state",
                   extract(epoch FROM write_lag) AS "gauge postgresql.replication.wal_write_lag",
                   extract(epoch FROM flush_lag) AS "gauge postgresql.replication.wal_flush_lag",
                   extract(epoch FROM replay_lag) AS "gauge postgresql.replication.wal_replay_lag",
                   age(backend_xmin) AS "gauge postgresql.replication.backend_xmin_age"
            FROM pg_stat_replication
            """;

    private static final String WRITER = """
            SELECT checkpoints_timed AS "count postgresql.bgwriter.checkpoints_timed",
                   checkpoints_req AS "count postgresql.bgwriter.checkpoints_requested",
                   buffers_checkpoint AS "count postgresql.bgwriter.buffers_checkpoint",
                   buffers_clean AS "count postgresql.bgwriter.buffers_clean",
                   maxwritten_clean AS "count postgresql.bgwriter.maxwritten_clean",
                   buffers_backend AS "count postgresql.bgwriter.buffers_backend",
                   buffers_alloc AS "count postgresql.bgwriter.buffers_alloc",
                   buffers_backend_fsync AS "count postgresql.bgwriter.buffers_backend_fsync",
                   checkpoint_write_time AS "count postgresql.bgwriter.write_time",
                   checkpoint_sync_time AS "count postgresql.bgwriter.sync_time"
            FROM pg_stat_bgwriter
            """;

    /** Since version 17 the checkpointer has a view of its own. */
    private static final String WRITER_17 = """
            SELECT c.num_timed AS "count postgresql.bgwriter.checkpoints_timed",
                   c.num_requested AS "count postgresql.bgwriter.checkpoints_requested",
                   c.buffers_written AS "count postgresql.bgwriter.buffers_checkpoint",
                   b.buffers_clean AS "count postgresql.bgwriter.buffers_clean",
                   b.maxwritten_clean AS "count postgresql.bgwriter.maxwritten_clean",
                   b.buffers_alloc AS "count postgresql.bgwriter.buffers_alloc",
                   c.write_time AS "count postgresql.bgwriter.write_time",
                   c.sync_time AS "count postgresql.bgwriter.sync_time"
            FROM pg_stat_bgwriter b, pg_stat_checkpointer c
            """;

    private static final String RELATIONS = """
            SELECT current_database() AS "tag db", t.schemaname AS "tag schema", t.relname AS "tag table",
                   t.seq_scan AS "rate postgresql.seq_scans",
                   t.seq_tup_read AS "rate postgresql.seq_rows_read",
                   t.idx_scan AS "rate postgresql.index_rel_scans",
                   t.idx_tup_fetch AS "rate postgresql.index_rel_rows_fetched",
                   t.n_tup_ins AS "rate postgresql.rows_inserted",
                   t.n_tup_upd AS "rate postgresql.rows_updated",
                   t.n_tup_del AS "rate postgresql.rows_deleted",
                   t.n_tup_hot_upd AS "rate postgresql.rows_hot_updated",
                   t.n_live_tup AS "gauge postgresql.live_rows",
                   t.n_dead_tup AS "gauge postgresql.dead_rows",
                   t.vacuum_count AS "count postgresql.vacuumed",
                   t.autovacuum_count AS "count postgresql.autovacuumed",
                   t.analyze_count AS "count postgresql.analyzed",
                   t.autoanalyze_count AS "count postgresql.autoanalyzed",
                   io.heap_blks_read AS "rate postgresql.heap_blocks_read",
                   io.heap_blks_hit AS "rate postgresql.heap_blocks_hit",
                   io.idx_blks_read AS "rate postgresql.index_blocks_read",
                   io.idx_blks_hit AS "rate postgresql.index_blocks_hit",
                   pg_table_size(t.relid) AS "gauge postgresql.table_size",
                   pg_indexes_size(t.relid) AS "gauge postgresql.index_size",
                   pg_total_relation_size(t.relid) AS "gauge postgresql.total_size"
            FROM pg_stat_user_tables t JOIN pg_statio_user_tables io USING (relid)
            WHERE t.relname ~ ?
            ORDER BY t.schemaname, t.relname LIMIT 300
            """;

    /** Those of this server. @param relations names or regular expressions of tables; empty for none */
    static List<Figures> of(Connection connection, List<String> relations) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        List<Figures> all = new ArrayList<>();
        for (String sql : List.of(SERVER, DATABASES, ACTIVITY, LOCKS, TABLES, REPLICAS)) {
            all.add(new Figures(sql, List.of()));
        }
        all.add(new Figures(version >= VERSION_17 ? WRITER_17 : WRITER, List.of()));
        if (!relations.isEmpty()) {
            all.add(new Figures(RELATIONS, List.of("^(" + String.join("|", relations) + ")$")));
        }
        return all;
    }

    void report(Connection connection, Tagged out) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    row(rows, out);
                }
            }
        }
    }

    private static void row(ResultSet rows, Tagged out) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> tags = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String label = columns.getColumnLabel(i);
            if (label.startsWith("tag ") && rows.getString(i) != null) {
                String value = rows.getString(i);
                tags.add(label.substring(4) + ":" + (label.equals("tag granted") ? value.equals("t") : value));
            }
        }
        Tagged tagged = out.with(tags.toArray(String[]::new));
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String[] label = columns.getColumnLabel(i).split(" ");
            double value = label[0].equals("tag") ? Double.NaN : rows.getDouble(i);
            if (!label[0].equals("tag") && !rows.wasNull()) {
                tagged.add(label[0], label[1], value);
            }
        }
    }
}
