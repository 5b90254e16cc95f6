package io.tidemark.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The contracts are pure where they say so, and the check is not blind. */
class PurityTest {

    @Test
    void seriesQueriesAndDocumentsArePure() {
        assertThat(Purity.breaches("io.tidemark.series", "io.tidemark.query", "io.tidemark.document"))
                .isEmpty();
    }

    @Test
    void aSaboteurIsFoundForEachThingItTouches() {
        assertThat(Purity.breaches(
                        new ClassFileImporter().importClasses(Saboteur.class), Saboteur.class.getPackageName()))
                .anyMatch(line -> line.contains("TopicPartition"))
                .anyMatch(line -> line.contains("currentTimeMillis"));
    }

    @Test
    void aPackageThatIsNotThereIsTheRulesFault() {
        assertThatThrownBy(() -> Purity.breaches("io.tidemark.nosuch")).isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Saboteur {
        final TopicPartition partition = new TopicPartition("t", 0);
        final long now = System.currentTimeMillis();
    }
}
