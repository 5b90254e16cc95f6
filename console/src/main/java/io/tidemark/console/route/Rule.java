package io.tidemark.console.route;

import java.util.Objects;
import java.util.Optional;

/**
 * Who may use a route.
 *
 * @param role the least role; empty where nobody needs to sign in
 * @param scope what an application key with scopes must hold, in Datadog's names ({@code monitors_read}); or why it is open
 */
public record Rule(Optional<Role> role, String scope) {

    public Rule {
        Objects.requireNonNull(role, "role");
        if (scope.isBlank()) {
            throw new IllegalArgumentException("A rule says its scope, or why the route is open");
        }
    }

    /** For everybody. @param why a sentence */
    public static Rule open(String why) {
        return new Rule(Optional.empty(), why);
    }

    public static Rule viewer(String scope) {
        return new Rule(Optional.of(Role.VIEWER), scope);
    }

    public static Rule editor(String scope) {
        return new Rule(Optional.of(Role.EDITOR), scope);
    }

    public static Rule admin(String scope) {
        return new Rule(Optional.of(Role.ADMIN), scope);
    }
}
