package io.tidemark.alerting.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Socket;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the packages may touch, checked at each build; and that the checks can fail. */
final class NoSideEffectsTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tidemark.alerting");

    private static final ArchRule PURE = noClasses()
            .that()
            .resideInAnyPackage("..alerting.monitor..", "..alerting.downtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.slf4j..", "java.net..", "java.io..", "io.tidemark.avro..")
            .because("decisions are functions of rows, ticks and rules");

    private static final ArchRule SILENT = noClasses()
            .that()
            .resideInAnyPackage("..alerting.topology..", "..alerting.configuration..", "..architecture.sabotage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net..",
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "jakarta.mail..",
                    "org.apache.kafka.clients..",
                    "io.tidemark.alerting.channel..")
            .because("effects outside belong behind the outbox, after the decision is durable");

    private static final ArchRule NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..alerting.topology..",
                    "..alerting.monitor..",
                    "..alerting.downtime..",
                    "..alerting.configuration..",
                    "..architecture.sabotage..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .because("the log's ticks are the only clock");

    @Test
    void decisionsKnowNeitherTopicsNorTheWorld() {
        PURE.check(PRODUCT);
    }

    @Test
    void nothingInTheTopologyHasEffectsOutside() {
        SILENT.check(PRODUCT);
        NO_CLOCK.check(PRODUCT);
    }

    @Test
    void theChecksNoticeASaboteur() {
        JavaClasses saboteur = new ClassFileImporter()
                .importClasses(io.tidemark.alerting.architecture.sabotage.CallsHome.class, Socket.class);
        assertThat(SILENT.evaluate(saboteur).hasViolation()).isTrue();
        assertThat(NO_CLOCK.evaluate(saboteur).hasViolation()).isTrue();
    }
}
