package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.architecture.Purity;
import org.junit.jupiter.api.Test;

/** Aggregation of samples is arithmetic: what a flush is depends on the instants it is given, never on the clock. */
class PureParsersTest {

    @Test
    void aggregationIsPure() {
        assertThat(Purity.breaches("io.tidemark.ingest.aggregate")).isEmpty();
    }
}
