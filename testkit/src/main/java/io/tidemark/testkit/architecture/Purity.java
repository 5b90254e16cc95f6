package io.tidemark.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds what a pure package must not touch. */
public final class Purity {

    private static final String[] OUTSIDE_WORLD = {
        "org.apache.kafka..",
        "org.slf4j..",
        "ch.qos.logback..",
        "java.util.logging..",
        "io.micrometer..",
        "com.linecorp.armeria..",
        "com.sun.net.httpserver..",
        "java.net.http..",
        "jakarta.mail..",
        "io.questdb.."
    };

    private Purity() {}

    /**
     * Breaches of purity in the product classes of these packages and the packages below them.
     *
     * @return one line a breach; empty where all are pure
     * @throws IllegalArgumentException where a package has no class, because a rule about nothing never fails
     */
    public static List<String> breaches(String... packages) {
        JavaClasses product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(packages);
        for (String pure : packages) {
            if (product.stream().noneMatch(type -> type.getPackageName().startsWith(pure))) {
                throw new IllegalArgumentException("package " + pure + " has no classes (was it renamed?)");
            }
        }
        return breaches(product, packages);
    }

    static List<String> breaches(JavaClasses classes, String... packages) {
        List<String> found = new ArrayList<>();
        for (String pure : packages) {
            for (ArchRule rule : List.of(noOutsideWorld(pure + ".."), noClock(pure + ".."))) {
                found.addAll(rule.allowEmptyShould(true)
                        .evaluate(classes)
                        .getFailureReport()
                        .getDetails());
            }
        }
        return found;
    }

    private static ArchRule noOutsideWorld(String where) {
        return noClasses()
                .that()
                .resideInAPackage(where)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(OUTSIDE_WORLD);
    }

    private static ArchRule noClock(String where) {
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
                .callMethod(Instant.class, "now");
    }
}
