package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "commands.md");

    @Test
    void thePageOfTheReferenceSaysWhatTheCommandsSay() throws IOException {
        if (Boolean.getBoolean("renew")) {
            CommandReference.main(new String[] {PAGE.toString()});
        }
        assertThat(CommandReference.markdown())
                .as("renew the page with: mvn -pl standalone -am test -Dtest=CommandReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Drenew=true")
                .isEqualTo(Files.readString(PAGE));
    }
}
