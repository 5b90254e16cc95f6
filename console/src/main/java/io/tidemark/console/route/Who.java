package io.tidemark.console.route;

import java.util.Objects;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name of the user; for the log of changes
 * @param scopes of the application key; empty: all that the role may
 * @param means how they showed who they are
 */
public record Who(String name, Role role, Set<String> scopes, Means means) {

    /** How somebody shows who they are. */
    public enum Means {
        /** The console listens on this machine alone and has no users. */
        LOOPBACK,
        /** DD-API-KEY and DD-APPLICATION-KEY. */
        KEYS,
        /** A cookie, given at sign-in. */
        SESSION,
        /** Name and password with the request. */
        PASSWORD,
        /** A signed link to one thing. */
        LINK
    }

    /** Whoever is on this machine, where it listens to nobody else. */
    public static final Who LOCAL = new Who("local", Role.ADMIN, Set.of(), Means.LOOPBACK);

    public Who {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(means, "means");
        scopes = Set.copyOf(scopes);
    }

    boolean may(Rule rule) {
        return rule.role().map(role::includes).orElse(true)
                && (scopes.isEmpty() || rule.role().isEmpty() || scopes.contains(rule.scope()));
    }
}
