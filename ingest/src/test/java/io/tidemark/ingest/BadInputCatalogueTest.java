package io.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Goal: no row of the catalogue is without a test. */
class BadInputCatalogueTest {

    private static final int DOGSTATSD_ROWS = 35;
    private static final int HTTP_ROWS = 25;
    private static final int OTLP_ROWS = 22;
    private static final int REMOTE_WRITE_ROWS = 16;

    @Test
    void everyRowHasAPairOfFilesOrATestOfItsOwn() throws Exception {
        TreeSet<String> covered = new TreeSet<>();
        for (String folder : List.of("dogstatsd", "http", "otlp", "remotewrite")) {
            BadInput.rows(folder).forEach(row -> covered.add(row.split("-")[0]));
        }
        covered.addAll(elsewhere().keySet());

        assertThat(covered)
                .containsAll(ids("S", DOGSTATSD_ROWS))
                .containsAll(ids("H", HTTP_ROWS))
                .containsAll(ids("O", OTLP_ROWS))
                .containsAll(ids("R", REMOTE_WRITE_ROWS));
    }

    @Test
    void aTestThatIsNamedIsThere() throws Exception {
        for (Map.Entry<String, String[]> row : elsewhere().entrySet()) {
            Class<?> test = Class.forName(row.getValue()[1]);
            assertThat(Arrays.stream(test.getDeclaredMethods()).map(method -> method.getName()))
                    .as(row.getKey())
                    .contains(row.getValue()[2]);
        }
    }

    private static List<String> ids(String letter, int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> String.format("%s%02d", letter, i))
                .toList();
    }

    private static Map<String, String[]> elsewhere() throws Exception {
        Map<String, String[]> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/badinput/elsewhere.txt"))) {
            if (!line.startsWith("#")) {
                rows.put(line.split(" ")[0], line.split(" "));
            }
        }
        return rows;
    }
}
