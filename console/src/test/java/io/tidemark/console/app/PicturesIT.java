package io.tidemark.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The pages look as the kept pictures do, and axe finds nothing that keeps somebody out: {@code console/web/e2e/golden.mjs}, which
 * also checks that a changed picture is seen. Skipped without Chromium, and with another one or other fonts than the pictures were drawn
 * with.
 */
class PicturesIT {
    private static final long LIMIT_SECONDS = 300;
    private static final int NOTHING_CAN_BE_SAID = 3;

    @Test
    void thePagesLookAsTheyDid() throws IOException, InterruptedException {
        String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
        assumeTrue(Files.isExecutable(Path.of(chromium)), "no Chromium at " + chromium);
        Path told = Files.createTempFile("pictures", ".log");
        Process compare = new ProcessBuilder("node", "e2e/golden.mjs")
                .directory(Path.of("web").toFile())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            boolean ended = compare.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String output = Files.readString(told);
            assertThat(ended).as("ended in time:%n%s", output).isTrue();
            assumeFalse(compare.exitValue() == NOTHING_CAN_BE_SAID, output);
            assertThat(compare.exitValue()).as(output).isZero();
            assertThat(output).contains("a changed picture is seen");
        } finally {
            compare.destroy();
            Files.delete(told);
        }
    }
}
