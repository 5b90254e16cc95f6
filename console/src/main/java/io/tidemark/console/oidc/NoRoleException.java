package io.tidemark.console.oidc;

import java.util.Set;

/** Whoever the provider told of may do nothing here. */
final class NoRoleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String subject;

    NoRoleException(String subject, String name, String claim, Set<String> texts) {
        super(
                io.tidemark.console.route.Problem.quote(name) + " has no role here: " + claim + " of the ID token is "
                        + texts.stream().sorted().limit(20).toList()
                        + " (expected a text that roles of the file of --oidc names). Ask an admin.",
                null,
                false,
                false);
        this.subject = subject;
    }

    String subject() {
        return subject;
    }
}
