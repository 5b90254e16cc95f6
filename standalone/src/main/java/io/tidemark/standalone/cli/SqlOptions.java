package io.tidemark.standalone.cli;

import io.tidemark.console.history.SqlPort;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether the history answers SQL. */
final class SqlOptions {
    private static final String ENVIRONMENT = "TIDEMARK_SQL_PASSWORD";

    @Option(
            names = "--sql-port",
            paramLabel = "N",
            description = {
                "Answer SQL over the history on this port of 127.0.0.1, as PostgreSQL does, for Grafana; 0 for any.",
                "User tidemark, who may only read; the password is in TIDEMARK_SQL_PASSWORD. Default: not at all",
            })
    private Integer port;

    Optional<SqlPort> settings() {
        if (port == null) {
            return Optional.empty();
        }
        String password = System.getenv(ENVIRONMENT);
        if (password == null) {
            throw CommandFault.wrongUse(ENVIRONMENT + " is unset (expected the password for --sql-port)."
                    + " Set it in the environment. [no-password]");
        }
        try {
            return Optional.of(new SqlPort(port, SqlPort.USER, password));
        } catch (IllegalArgumentException bad) {
            throw CommandFault.wrongUse(bad.getMessage());
        }
    }
}
