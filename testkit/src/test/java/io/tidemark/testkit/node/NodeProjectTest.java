package io.tidemark.testkit.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Goal: a machine without a registry skips a test of Node.js, and a lock that cannot be installed fails it. */
class NodeProjectTest {

    @TempDir
    Path folder;

    @Test
    void withoutARegistryTheTestIsSkipped() throws IOException {
        assumeTrue(NodeProject.canRun(), "needs Node.js and npm");
        lock("\"nobody-has-this\": \"1.0.0\"", """
                "node_modules/nobody-has-this": {"version": "1.0.0", "resolved": "http://127.0.0.1:1/nobody.tgz"}""");

        assertThatThrownBy(() -> NodeProject.install(folder, folder.resolve("into")))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("no npm registry answers");
    }

    @Test
    void aLockThatDoesNotFitFailsTheTest() throws IOException {
        assumeTrue(NodeProject.canRun(), "needs Node.js and npm");
        lock("\"nobody-has-this\": \"1.0.0\"", "");

        assertThatThrownBy(() -> NodeProject.install(folder, folder.resolve("into")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("npm");
    }

    private void lock(String dependency, String installed) throws IOException {
        Files.writeString(
                folder.resolve("package.json"),
                "{\"name\": \"t\", \"version\": \"1.0.0\", \"dependencies\": {" + dependency + "}}");
        Files.writeString(
                folder.resolve("package-lock.json"),
                "{\"name\": \"t\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"requires\": true, \"packages\": {"
                        + "\"\": {\"name\": \"t\", \"version\": \"1.0.0\", \"dependencies\": {"
                        + (installed.isEmpty() ? "" : dependency) + "}}" + (installed.isEmpty() ? "" : "," + installed)
                        + "}}");
    }
}
