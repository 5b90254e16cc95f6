package io.tidemark.alerting.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.architecture.Purity;
import org.junit.jupiter.api.Test;

/** What is decided depends on buckets, ticks and documents only: the same log gives the same alerts. */
class PureDecisionsTest {

    @Test
    void monitorsDowntimesAndPicturesArePure() {
        assertThat(Purity.breaches(
                        "io.tidemark.alerting.monitor",
                        "io.tidemark.alerting.whynot",
                        "io.tidemark.alerting.downtime",
                        "io.tidemark.alerting.chart"))
                .isEmpty();
    }
}
