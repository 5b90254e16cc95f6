package io.tidemark.console.history;

import java.util.Objects;

/**
 * A port of the loopback address on which the history answers SQL as PostgreSQL does, to one user who may only read: for
 * Grafana and the like. Its protocol sends the password in the clear, which is why it listens nowhere else.
 *
 * @param port 0 for any free one
 * @param user who may ask
 * @param password theirs
 */
public record SqlPort(int port, String user, String password) {

    /** Name of the user where nobody says another. */
    public static final String USER = "tidemark";

    private static final int PASSWORD_LENGTH_MIN = 12;

    public SqlPort {
        Objects.requireNonNull(user, "user");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "console.sqlPort is " + port + " (expected 0 to 65535). Change it. [bad-port]");
        }
        if (password.length() < PASSWORD_LENGTH_MIN) {
            throw new IllegalArgumentException(
                    "The password of the SQL port has " + password.length() + " characters (expected at least "
                            + PASSWORD_LENGTH_MIN + "). Take a longer one. [short-password]");
        }
    }

    @Override
    public String toString() {
        return "SqlPort[port=" + port + ", user=" + user + ", password=***]";
    }
}
