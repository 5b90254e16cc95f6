package io.tidemark.ingest.http;

import io.tidemark.ingest.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: what holds for any input holds for every stored one, in every build. */
class FuzzInputsTest {

    private static final Path INPUTS = Path.of("src/test/resources/io/tidemark/ingest/http/HttpFuzzTestInputs");

    static List<Path> inputs() {
        return BadInput.filesUnder(INPUTS);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aStoredInputIsHandled(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        HttpTargets targets = new HttpTargets();
        String target = file.getParent().getFileName().toString();
        switch (target) {
            case "json" -> targets.json(bytes);
            case "protobuf" -> targets.protobuf(bytes);
            case "documents" -> targets.documents(bytes);
            case "bodies" -> targets.bodies(bytes);
            default -> throw new AssertionError(target);
        }
    }
}
