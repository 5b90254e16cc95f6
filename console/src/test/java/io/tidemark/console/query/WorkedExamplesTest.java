package io.tidemark.console.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.MetricKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: queries mean what the table of worked examples says. Method: the table is read; each line is asked and compared. */
final class WorkedExamplesTest {

    private static final String TABLE = "worked-examples.txt";

    /** A line {@code query => group: values; group: values}. */
    record Example(String query, String expected) {
        @Override
        public String toString() {
            return query;
        }
    }

    static List<Example> examples() throws IOException {
        return lines().stream()
                .filter(line -> line.contains("=>"))
                .map(line -> line.split("=>"))
                .map(parts -> new Example(parts[0].strip(), parts.length < 2 ? "" : parts[1].strip()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfTheTableHolds(Example example) throws IOException {
        assertThat(answer(kept(), example.query())).isEqualTo(example.expected());
    }

    @Test
    void theTableHasAnExampleForEachOfTheLanguagesParts() throws IOException {
        String queries = examples().stream().map(Example::query).collect(Collectors.joining("\n"));

        for (String part : List.of(
                "avg:",
                "sum:",
                "min:",
                "max:",
                "count:",
                "last:",
                "p95:",
                "as_count",
                "as_rate",
                "rollup",
                "fill(zero)",
                "fill(last",
                "fill(linear",
                "by {",
                "top(",
                "!",
                " OR ",
                "*",
                "/",
                " + ",
                " - ")) {
            assertThat(queries).as("an example with %s", part).contains(part);
        }
    }

    static String answer(Kept kept, String query) {
        QueryEngine engine = new QueryEngine(
                kept, new NoFunctions(), (detector, frame) -> java.util.Optional.empty(), Excluded.NOTHING);
        Answer answer = engine.answer(GraphQuery.parseAll(query).get(0), 0, 120, 350);
        return answer.lines().stream()
                .map(line -> line.group() + ": " + numbers(line.values()))
                .collect(Collectors.joining("; "));
    }

    private static String numbers(double[] values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Double.isNaN(value) ? "-" : shown(value))
                .collect(Collectors.joining(" "));
    }

    private static String shown(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** Lines {@code series kind start points…}. */
    private static Kept kept() throws IOException {
        Kept kept = new Kept();
        for (String line : lines()) {
            if (line.startsWith("| ")) {
                List<String> cells =
                        new ArrayList<>(Arrays.asList(line.substring(2).split("\\s+")));
                double[] points = cells.subList(3, cells.size()).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                kept.add(cells.get(0), MetricKind.valueOf(cells.get(1)), Long.parseLong(cells.get(2)), points);
            }
        }
        return kept;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = WorkedExamplesTest.class.getResourceAsStream(TABLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
