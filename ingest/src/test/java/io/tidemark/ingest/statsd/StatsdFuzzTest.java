package io.tidemark.ingest.statsd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Looks for new inputs, a minute a target, with {@code ingest/fuzz}; left out of the build, which its instruments would slow down.
 * What it finds becomes a file in {@code src/test/resources/…/StatsdFuzzTestInputs}.
 */
@EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1")
class StatsdFuzzTest {

    private final StatsdTargets targets = new StatsdTargets();

    @FuzzTest(maxDuration = "60s")
    void line(byte[] bytes) {
        targets.line(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void datagram(byte[] bytes) {
        targets.datagram(bytes);
    }
}
