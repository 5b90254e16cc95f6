package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.access.AccessBook;
import io.tidemark.console.route.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void keysAreMadeForAUserAndPrintedOnce() {
        book().putUser("ada", Role.EDITOR, "correct horse battery", "");

        assertThat(run("key", "ada", "--scope", "monitors_read")).isZero();

        String[] lines = out.toString().strip().split("\\R");
        assertThat(lines[0]).matches("DD-API-KEY {10}[0-9a-f]{32}");
        assertThat(lines[1]).matches("DD-APPLICATION-KEY {2}[0-9a-f]{40}");
        assertThat(book().contents().applicationKeys()).singleElement().satisfies(key -> {
            assertThat(key.owner()).isEqualTo("ada");
            assertThat(key.scopes()).containsExactly("monitors_read");
        });
    }

    @Test
    void usersAreListedAndRemoved() {
        book().putUser("ada", Role.ADMIN, "correct horse battery", "");

        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("ada  admin");
        assertThat(run("remove", "ada")).isZero();
        assertThat(book().contents().users()).isEmpty();
        assertThat(run("remove", "ada")).isEqualTo(1);
        assertThat(err.toString()).contains("[not-found]");
    }

    @Test
    void wrongUseSaysWhatWasExpected() {
        assertThat(run("lst")).isEqualTo(2);
        assertThat(err.toString()).contains("\"lst\"").contains("[bad-action]");
        assertThat(run("key")).isEqualTo(2);
        assertThat(err.toString()).contains("[no-name]");
        assertThat(run("user", "ada", "--role", "boss")).isEqualTo(2);
        assertThat(err.toString()).contains("viewer, editor, admin").contains("[bad-role]");
    }

    private AccessBook book() {
        return AccessBook.open(folder.resolve("access.json"), Clock.systemUTC());
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "access";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--file";
        all[arguments.length + 2] = folder.resolve("access.json").toString();
        return Tidemark.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
