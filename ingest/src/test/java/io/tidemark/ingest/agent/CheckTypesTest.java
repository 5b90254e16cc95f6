package io.tidemark.ingest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.RecordingReport;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a jar in checks.d brings checks, as the recipe says; a broken one is shown and costs nothing else. */
class CheckTypesTest {

    private static final String SOURCE = """
            import io.tidemark.ingest.check.*;
            public final class RandomCheck implements CheckType {
                public String name() {
                    return "random";
                }
                public Check create(CheckSettings settings) {
                    int max = settings.integer("max", 99, 1, 1_000_000);
                    return report -> report.gauge("random.number", max);
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aJarBringsItsChecksAndAReplacedOneIsLoadedAnew() throws Exception {
        CheckTypes types = new CheckTypes(List.of(), folder);
        assertThat(types.refresh()).isEmpty();

        jar("99");
        types.refresh();
        assertThat(run(types.named("random"))).containsExactly("gauge random.number 99.0 []");
        CheckType first = types.named("random");
        types.refresh();
        assertThat(types.named("random")).isSameAs(first);

        jar("1_000");
        types.refresh();
        assertThat(run(types.named("random"))).containsExactly("gauge random.number 1000.0 []");
    }

    @Test
    void aJarThatCannotBeLoadedIsShown() throws Exception {
        try (OutputStream file = Files.newOutputStream(folder.resolve("bad.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            entry(
                    jar,
                    "META-INF/services/" + CheckType.class.getName(),
                    "no.such.Type\n".getBytes(StandardCharsets.UTF_8));
        }
        CheckTypes types = new CheckTypes(List.of(), folder);

        assertThat(types.refresh())
                .singleElement()
                .asString()
                .contains("bad.jar")
                .contains("[bad-jar]");
    }

    private static List<String> run(CheckType type) throws Exception {
        RecordingReport report = new RecordingReport();
        type.create(CheckSettings.of(Map.of())).run(report);
        return report.lines();
    }

    private void jar(String max) throws Exception {
        Path classes = Files.createTempDirectory(folder, "classes");
        Path source = classes.resolve("RandomCheck.java");
        Files.writeString(source, SOURCE.replace("99", max));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(
                        null,
                        null,
                        null,
                        "-cp",
                        Path.of(CheckType.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        "-proc:none",
                        source.toString()))
                .isZero();
        Path next = classes.resolve("next");
        try (OutputStream file = Files.newOutputStream(next);
                JarOutputStream jar = new JarOutputStream(file)) {
            entry(jar, "RandomCheck.class", Files.readAllBytes(classes.resolve("RandomCheck.class")));
            entry(
                    jar,
                    "META-INF/services/" + CheckType.class.getName(),
                    "RandomCheck\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.move(next, folder.resolve("random.jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void entry(JarOutputStream jar, String name, byte[] bytes) throws Exception {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
