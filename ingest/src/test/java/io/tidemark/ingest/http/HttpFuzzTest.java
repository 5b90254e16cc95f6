package io.tidemark.ingest.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Looks for new inputs, a minute a target, with {@code ingest/fuzz}; left out of the build, which its instruments would slow down.
 * What it finds becomes a file in {@code src/test/resources/…/HttpFuzzTestInputs}.
 */
@EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1")
class HttpFuzzTest {

    private final HttpTargets targets = new HttpTargets();

    @FuzzTest(maxDuration = "60s")
    void json(byte[] bytes) {
        targets.json(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void protobuf(byte[] bytes) {
        targets.protobuf(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void documents(byte[] bytes) {
        targets.documents(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void bodies(byte[] bytes) throws Exception {
        targets.bodies(bytes);
    }
}
