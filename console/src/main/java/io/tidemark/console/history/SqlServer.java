package io.tidemark.console.history;

import io.questdb.DefaultFactoryProvider;
import io.questdb.FactoryProvider;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.security.ReadOnlySecurityContextFactory;
import io.questdb.cairo.security.SecurityContextFactory;
import io.questdb.cutlass.pgwire.DefaultPGCircuitBreakerRegistry;
import io.questdb.cutlass.pgwire.DefaultPGConfiguration;
import io.questdb.cutlass.pgwire.PGServer;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.mp.WorkerPool;
import io.questdb.network.NetworkError;
import io.questdb.std.ObjectFactory;

/** Answers SQL over the embedded store's PostgreSQL protocol. */
final class SqlServer implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 16;
    private static final int LOOPBACK = 0x7f000001;

    private final PGServer server;
    private final WorkerPool pool;

    private SqlServer(PGServer server, WorkerPool pool) {
        this.server = server;
        this.pool = pool;
    }

    static SqlServer start(SqlPort settings, CairoEngine engine, ObjectFactory<SqlExecutionContextImpl> contexts) {
        Configuration configuration = new Configuration(settings);
        WorkerPool pool = new WorkerPool(configuration);
        try {
            PGServer server = new PGServer(
                    configuration,
                    engine,
                    pool,
                    new DefaultPGCircuitBreakerRegistry(configuration, engine.getConfiguration()),
                    contexts);
            pool.start();
            return new SqlServer(server, pool);
        } catch (NetworkError e) {
            pool.close();
            throw new IllegalStateException(
                    "The history cannot listen for SQL on 127.0.0.1:" + settings.port()
                            + ". Choose another --sql-port, or stop what uses it. [port-in-use]",
                    e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        pool.halt();
        server.close();
    }

    private static final class Configuration extends DefaultPGConfiguration {

        private final SqlPort settings;
        private final FactoryProvider factories = new DefaultFactoryProvider() {
            @Override
            public SecurityContextFactory getSecurityContextFactory() {
                return ReadOnlySecurityContextFactory.INSTANCE;
            }
        };

        Configuration(SqlPort settings) {
            this.settings = settings;
        }

        @Override
        public int getBindIPv4Address() {
            return LOOPBACK;
        }

        @Override
        public int getBindPort() {
            return settings.port();
        }

        @Override
        public int getLimit() {
            return CONNECTIONS_MAX;
        }

        @Override
        public String getDefaultUsername() {
            return settings.user();
        }

        @Override
        public String getDefaultPassword() {
            return settings.password();
        }

        @Override
        public FactoryProvider getFactoryProvider() {
            return factories;
        }

        @Override
        public int getWorkerCount() {
            return 1;
        }

        @Override
        public boolean isDaemonPool() {
            return true;
        }
    }
}
