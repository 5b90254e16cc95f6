package io.tidemark.console.history;

import io.questdb.DefaultTelemetryConfiguration;
import io.questdb.TelemetryConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.O3PartitionPurgeJob;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.WalPurgeJob;
import io.questdb.cairo.wal.WalWriter;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.griffin.engine.functions.bind.BindVariableServiceImpl;
import io.questdb.std.Unsafe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The embedded QuestDB: tables, writers, queries. Nothing but this process can reach it, but for readers on the port of
 * {@link SqlPort} where one was asked for.
 *
 * <p>Writing is for one thread; queries may come from any, at most {@value #QUERIES_MAX} at a time. What a writer committed is
 * applied to the tables by {@link #apply()}, on the writing thread, so that the tables never fall behind.
 */
final class Store implements AutoCloseable {

    /** Makes one result of one row; called while the cursor stands on it. */
    interface Row<T> {
        T of(Record row);
    }

    static final int QUERIES_MAX = 4;

    private static final long QUERY_WAIT_SECONDS = 5;
    private static final long APPEND_PAGE_BYTES = 256 << 10;
    private static final int OUT_OF_ORDER_COLUMN_BYTES = 256 << 10;

    private final CairoEngine engine;
    private final ApplyWal2TableJob applyJob;
    private final WalPurgeJob walPurge;
    private final O3PartitionPurgeJob partitionPurge;
    private final Semaphore queries = new Semaphore(QUERIES_MAX, true);
    private final List<String> tables;
    private final boolean created;
    private final Optional<SqlServer> sqlServer;

    private Store(CairoEngine engine, HistorySettings settings) throws SqlException {
        this.engine = engine;
        Map<String, String> statements = Tables.statements(settings);
        this.tables = List.copyOf(statements.keySet());
        this.created = engine.getTableTokenIfExists(tables.get(0)) == null || settings.rebuild();
        if (settings.rebuild()) {
            for (String table : tables) {
                run("drop table if exists " + table);
            }
        }
        for (Map.Entry<String, String> table : statements.entrySet()) {
            run("create table if not exists " + table.getKey() + " " + table.getValue());
        }
        this.applyJob = new ApplyWal2TableJob(engine, 1);
        this.walPurge = new WalPurgeJob(engine);
        this.partitionPurge = new O3PartitionPurgeJob(engine, 1);
        for (String table : tables) {
            TableToken token = engine.verifyTableName(table);
            if (engine.getTableSequencerAPI().isSuspended(token)) {
                run("alter table " + table + " resume wal");
            }
            engine.notifyWalTxnRepublisher(token);
        }
        apply();
        this.sqlServer = settings.sqlPort().map(port -> SqlServer.start(port, engine, this::context));
    }

    static Store open(HistorySettings settings) {
        StoreLog.install();
        try {
            Files.createDirectories(settings.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the history's folder " + settings.folder() + ". Give a folder that can be written.",
                    e);
        }
        Unsafe.setRssMemLimit(settings.memoryBytesMax());
        CairoEngine engine = new CairoEngine(
                new Configuration(settings.folder().toAbsolutePath().toString()));
        try {
            engine.load();
            return new Store(engine, settings);
        } catch (SqlException | RuntimeException e) {
            engine.close();
            throw new IllegalStateException(
                    "The history in " + settings.folder() + " cannot be opened. If it was damaged, start once with"
                            + " rebuild: it is filled again from Kafka. [history-damaged]",
                    e);
        }
    }

    /** Whether the tables were made just now and hold nothing: they are to be filled from the start. */
    boolean created() {
        return created;
    }

    WalWriter writer(String table) {
        return engine.getWalWriter(engine.verifyTableName(table));
    }

    /** Makes committed rows visible. Call on the writing thread. */
    void apply() {
        while (applyJob.run(0)) {
            // Each run applies what one notification told of; the queue is short.
        }
    }

    /** Frees files that are no longer needed: applied logs, replaced partitions, idle readers. */
    void tidy() {
        engine.releaseInactive();
        walPurge.run(0);
        partitionPurge.run(0);
    }

    /** Tables that stopped taking rows, for the health report. */
    List<String> suspended() {
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            if (engine.getTableSequencerAPI().isSuspended(engine.verifyTableName(table))) {
                found.add(table);
            }
        }
        return found;
    }

    /** Where SQL is answered; -1 where it is not. */
    int sqlPort() {
        return sqlServer.map(SqlServer::port).orElse(-1);
    }

    long memoryBytes() {
        return Unsafe.getMemUsed();
    }

    /**
     * Rows of a query. Values of users stand in it as $1, $2, … and are handed in as binds: text, or microseconds.
     *
     * @throws HistoryBusyException where the store has no free place within {@value #QUERY_WAIT_SECONDS} s
     */
    <T> List<T> query(String sql, Row<T> row, Object... binds) {
        acquire();
        try (SqlExecutionContextImpl context = bound(binds);
                RecordCursorFactory plan = engine.select(sql, context);
                RecordCursor cursor = plan.getCursor(context)) {
            List<T> rows = new ArrayList<>();
            Record current = cursor.getRecord();
            while (cursor.hasNext()) {
                rows.add(row.of(current));
            }
            return rows;
        } catch (SqlException e) {
            throw new IllegalStateException("A query over the history is wrong: " + sql, e);
        } finally {
            queries.release();
        }
    }

    @Override
    public void close() {
        sqlServer.ifPresent(SqlServer::close);
        partitionPurge.close();
        walPurge.close();
        applyJob.close();
        engine.close();
    }

    private void acquire() {
        try {
            if (!queries.tryAcquire(QUERY_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new HistoryBusyException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HistoryBusyException();
        }
    }

    private void run(String statement) throws SqlException {
        try (SqlExecutionContextImpl context = bound()) {
            engine.execute(statement, context);
        }
    }

    private SqlExecutionContextImpl bound(Object... binds) throws SqlException {
        SqlExecutionContextImpl context = context();
        BindVariableServiceImpl variables = new BindVariableServiceImpl(engine.getConfiguration());
        for (int i = 0; i < binds.length; i++) {
            if (binds[i] instanceof Long micros) {
                variables.setTimestamp(i, micros);
            } else {
                variables.setStr(i, (String) binds[i]);
            }
        }
        context.with(AllowAllSecurityContext.INSTANCE, variables);
        return context;
    }

    private SqlExecutionContextImpl context() {
        SqlExecutionContextImpl context = new SqlExecutionContextImpl(engine, 1);
        // There is no worker pool: everything runs on the asking thread.
        context.setParallelFilterEnabled(false);
        context.setParallelGroupByEnabled(false);
        context.setParallelTopKEnabled(false);
        context.setParallelReadParquetEnabled(false);
        return context;
    }

    /** QuestDB's defaults but for its reports home, which are off, and its buffers, which are small. */
    private static final class Configuration extends DefaultCairoConfiguration {

        private final TelemetryConfiguration silent = new DefaultTelemetryConfiguration() {
            @Override
            public boolean getEnabled() {
                return false;
            }

            @Override
            public boolean getDisableCompletely() {
                return true;
            }
        };

        Configuration(String folder) {
            super(folder);
        }

        @Override
        public TelemetryConfiguration getTelemetryConfiguration() {
            return silent;
        }

        @Override
        public long getDataAppendPageSize() {
            return APPEND_PAGE_BYTES;
        }

        @Override
        public long getWalDataAppendPageSize() {
            return APPEND_PAGE_BYTES;
        }

        @Override
        public int getO3ColumnMemorySize() {
            return OUT_OF_ORDER_COLUMN_BYTES;
        }

        @Override
        public boolean getLogSqlQueryProgressExe() {
            return false;
        }
    }
}
