package io.tidemark.console.access;

import io.tidemark.console.route.Problem;
import java.util.Objects;

/** The name and password that a browser or script has to give. Printed without the password. */
public record SignIn(String user, String password) {

    /** Shortest password that is taken. */
    public static final int PASSWORD_LENGTH_MIN = 12;

    public SignIn {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (user.isEmpty() || user.contains(":")) {
            throw new IllegalArgumentException("console.user is " + Problem.quote(user)
                    + " (expected a name without a colon). Change it. [bad-user]");
        }
        if (password.length() < PASSWORD_LENGTH_MIN) {
            throw new IllegalArgumentException(
                    "console.password has " + password.length() + " characters (expected at least "
                            + PASSWORD_LENGTH_MIN + "). Take a longer one. [short-password]");
        }
    }

    /** Whether these are the name and password; takes the same time for every wrong one of a length. */
    boolean allows(String name, String given) {
        boolean sameName = Secrets.same(user, name);
        return Secrets.same(password, given) && sameName;
    }

    @Override
    public String toString() {
        return "SignIn[user=" + user + ", password=***]";
    }
}
