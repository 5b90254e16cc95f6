package io.tidemark.ingest.statsd;

import io.tidemark.ingest.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: what holds for any input holds for every stored one, in every build. */
class FuzzInputsTest {

    private static final Path INPUTS = Path.of("src/test/resources/io/tidemark/ingest/statsd/StatsdFuzzTestInputs");

    static List<Path> inputs() {
        return BadInput.filesUnder(INPUTS);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aStoredInputIsHandled(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        StatsdTargets targets = new StatsdTargets();
        String target = file.getParent().getFileName().toString();
        switch (target) {
            case "line" -> targets.line(bytes);
            case "datagram" -> targets.datagram(bytes);
            default -> throw new AssertionError(target);
        }
    }
}
