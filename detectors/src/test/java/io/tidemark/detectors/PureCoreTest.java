package io.tidemark.detectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Models, bucket and group arithmetic and judging know neither Kafka, HTTP, logging nor the clock. */
class PureCoreTest {
    private static final String[] FORBIDDEN = {
        "org.apache.kafka..",
        "org.slf4j..",
        "ch.qos.logback..",
        "java.util.logging..",
        "com.sun.net.httpserver..",
        "java.net..",
        "java.util.concurrent.locks.."
    };

    @Test
    void modelsAndArithmeticArePure() {
        JavaClasses product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.tidemark.detectors");
        for (String pure : new String[] {"model", "rollup", "group", "baseline", "assignment", "relearn", "tally"}) {
            rule("io.tidemark.detectors." + pure + "..").check(product);
            clockRule("io.tidemark.detectors." + pure + "..").check(product);
        }
    }

    /** Sabotage: the rules do find a class that breaks them. */
    @Test
    void theRulesFindWhoBreaksThem() {
        JavaClasses saboteur = new ClassFileImporter().importClasses(Saboteur.class);
        assertThat(rule("io.tidemark.detectors").evaluate(saboteur).hasViolation())
                .isTrue();
        assertThat(clockRule("io.tidemark.detectors").evaluate(saboteur).hasViolation())
                .isTrue();
    }

    private static ArchRule rule(String where) {
        return noClasses()
                .that()
                .resideInAPackage(where)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FORBIDDEN);
    }

    private static ArchRule clockRule(String where) {
        return noClasses()
                .that()
                .resideInAPackage(where)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now");
    }

    private static final class Saboteur {
        final Object topic = org.apache.kafka.common.internals.Topic.GROUP_METADATA_TOPIC_NAME.getClass();
        final org.apache.kafka.common.TopicPartition partition = new org.apache.kafka.common.TopicPartition("t", 0);
        final long now = System.currentTimeMillis();
    }
}
