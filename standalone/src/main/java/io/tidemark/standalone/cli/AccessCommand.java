package io.tidemark.standalone.cli;

import io.tidemark.console.access.AccessBook;
import io.tidemark.console.route.Role;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds users and keys to an access file. */
@Command(
        name = "access",
        mixinStandardHelpOptions = true,
        description = {
            "List, add or remove users of the console, and make keys.",
            "A user's password is read from TIDEMARK_PASSWORD. A key is printed once and kept nowhere.",
            "A running console reads the file when it starts: restart it afterwards.",
        },
        footer = {
            "  TIDEMARK_PASSWORD='correct horse battery' tidemark access user ada --role admin --file data/access.json",
            "  tidemark access key ada --scope monitors_read --scope timeseries_query",
            "  tidemark access list",
        })
final class AccessCommand implements Callable<Integer> {
    private static final String ENVIRONMENT = "TIDEMARK_PASSWORD";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "WHAT", description = "list, user, remove, or key.")
    private String what;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which user.")
    private String name;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "data/access.json",
            description = "The access file. Default: ${DEFAULT-VALUE}")
    private Path file;

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer, editor or admin. Default: viewer")
    private String role = "viewer";

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Where the user can be reached.")
    private String email = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What a key may do; repeated. Default: all of the role.")
    private List<String> scopes = List.of();

    @Override
    public Integer call() {
        AccessBook book;
        try {
            book = AccessBook.open(file, Clock.systemUTC());
        } catch (IllegalArgumentException bad) {
            throw CommandFault.failed(bad.getMessage(), bad);
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (what) {
            case "list" ->
                book.contents()
                        .users()
                        .forEach(user ->
                                out.println(user.name() + "  " + user.role().text()));
            case "user" -> user(book, out);
            case "remove" -> {
                if (!book.removeUser(named())) {
                    throw CommandFault.notFound("user", named());
                }
                out.println("removed   user " + named());
            }
            case "key" -> keys(book, out);
            default ->
                throw CommandFault.wrongUse("WHAT is \"" + what.replaceAll("\\p{Cntrl}", "?")
                        + "\" (expected list, user, remove or key). Correct it. [bad-action]");
        }
        return 0;
    }

    private String named() {
        if (name == null) {
            throw CommandFault.wrongUse("NAME is missing (expected a user after " + what + "). Add it. [no-name]");
        }
        return name;
    }

    private void user(AccessBook book, PrintWriter out) {
        Role wanted = Role.named(role)
                .orElseThrow(() -> CommandFault.wrongUse("--role is \"" + role.replaceAll("\\p{Cntrl}", "?")
                        + "\" (expected " + String.join(", ", Role.names()) + "). Correct it. [bad-role]"));
        String password = System.getenv(ENVIRONMENT);
        if (password == null) {
            throw CommandFault.wrongUse(
                    ENVIRONMENT + " is unset (expected the user's password). Set it in the environment. [no-password]");
        }
        try {
            book.putUser(named(), wanted, password, email);
        } catch (IllegalArgumentException bad) {
            throw CommandFault.wrongUse(bad.getMessage());
        }
        out.println("set       user " + named() + " role " + wanted.text());
    }

    private void keys(AccessBook book, PrintWriter out) {
        if (book.user(named()).isEmpty()) {
            throw CommandFault.notFound("user", named());
        }
        out.println("DD-API-KEY          "
                + book.addApiKey("made by tidemark access", named()).text());
        out.println("DD-APPLICATION-KEY  "
                + book.addApplicationKey("made by tidemark access", named(), scopes)
                        .text());
    }
}
