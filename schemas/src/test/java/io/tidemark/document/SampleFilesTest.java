package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the sample files under {@code good} are accepted as they are; each of those under {@code bad} is refused with
 * exactly the faults of the {@code .expected} file beside it.
 */
class SampleFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"detector.yaml", "monitor.yaml", "downtime.yaml", "others.yaml"})
    void goodFilesAreAcceptedWhole(String name) {
        List<Parsed> parsed = Documents.parseFile(Optional.empty(), read("good/" + name));

        assertThat(faults(parsed)).isEmpty();
        assertThat(parsed).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"detector.yaml", "monitor.json", "downtime.yaml"})
    void badFilesAreRefusedWithEachFaultInItsPlace(String name) throws IOException {
        Optional<DocumentKind> kind = name.startsWith("monitor") ? Optional.of(DocumentKind.MONITOR) : Optional.empty();

        List<Parsed> parsed = Documents.parseFile(kind, read("bad/" + name));

        if (Boolean.getBoolean("renew.samples")) {
            Path file = Path.of("src/test/resources/io/tidemark/document/bad", name + ".expected");
            Files.writeString(file, faults(parsed) + "\n");
        }
        String expected = new String(read("bad/" + name + ".expected"), StandardCharsets.UTF_8);
        assertThat(faults(parsed))
                .as("review and renew with -Drenew.samples=true")
                .isEqualTo(expected.strip());
    }

    private static String faults(List<Parsed> parsed) {
        return parsed.stream()
                .flatMap(p -> p.fold(a -> List.<Fault>of(), Parsed.Refused::faults).stream())
                .map(Fault::toString)
                .collect(Collectors.joining("\n"));
    }

    static byte[] read(String name) {
        try (InputStream in = SampleFilesTest.class.getResourceAsStream(name)) {
            assertThat(in).as("sample file %s", name).isNotNull();
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new AssertionError(name, broken);
        }
    }
}
