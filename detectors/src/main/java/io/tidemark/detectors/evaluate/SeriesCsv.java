package io.tidemark.detectors.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code timestamp,value[,label]}: epoch seconds, a number (empty or NaN: no value), 0 or 1. Other columns are ignored. */
final class SeriesCsv {
    private long[] times = new long[4_096];
    private double[] values = new double[4_096];
    private boolean[] labels = new boolean[4_096];
    private int rows;

    private SeriesCsv() {}

    static LabelledSeries read(String name, Path file, BufferedReader reader, Corpus.Entry entry) throws IOException {
        String first = reader.readLine();
        List<String> header =
                first == null ? List.of() : split(first.startsWith("\ufeff") ? first.substring(1) : first);
        int time = header.indexOf("timestamp");
        int value = header.indexOf("value");
        int label = header.indexOf("label");
        if (time < 0 || value < 0) {
            throw new EvaluationException(
                    "bad-corpus-header",
                    file + " begins with \"" + cut(first == null ? "" : first)
                            + "\" (expected timestamp,value[,label])");
        }
        SeriesCsv columns = new SeriesCsv();
        int columnsNeeded = Math.max(time, value) + 1;
        String line;
        for (int number = 2; (line = reader.readLine()) != null; number++) {
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = split(line);
            if (cells.size() < columnsNeeded) {
                throw bad(file, number, line, "a row of timestamp,value[,label]");
            }
            try {
                columns.add(
                        seconds(cells.get(time)),
                        number(cells.get(value)),
                        label >= 0 && label < cells.size() && isSet(cells.get(label)));
            } catch (NumberFormatException e) {
                throw bad(file, number, line, "epoch seconds and a number");
            }
        }
        int n = columns.rows;
        return new LabelledSeries(
                name,
                Arrays.copyOf(columns.times, n),
                Arrays.copyOf(columns.values, n),
                label < 0 ? null : Arrays.copyOf(columns.labels, n),
                entry.intervalSeconds(),
                entry.evalFrom());
    }

    private void add(long time, double value, boolean label) {
        if (rows == times.length) {
            times = Arrays.copyOf(times, 2 * rows);
            values = Arrays.copyOf(values, 2 * rows);
            labels = Arrays.copyOf(labels, 2 * rows);
        }
        times[rows] = time;
        values[rows] = value;
        labels[rows] = label;
        rows++;
    }

    private static long seconds(String text) {
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            return Long.parseLong(text);
        }
        return (long) Math.floor(Double.parseDouble(text));
    }

    private static double number(String text) {
        return text.isEmpty() || text.equalsIgnoreCase("nan") || text.equals("null")
                ? Double.NaN
                : Double.parseDouble(text);
    }

    private static boolean isSet(String text) {
        return !text.isEmpty() && Double.parseDouble(text) > 0;
    }

    /** Cells without quoting, trimmed. */
    static List<String> split(String line) {
        List<String> cells = new ArrayList<>(4);
        int from = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
            cells.add(line.substring(from, comma).trim());
            from = comma + 1;
        }
        cells.add(line.substring(from).trim());
        return cells;
    }

    private static EvaluationException bad(Path file, int line, String text, String expected) {
        return new EvaluationException(
                "bad-corpus-row", file + " line " + line + " is \"" + cut(text) + "\" (expected " + expected + ")");
    }

    private static String cut(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?").replace("\"", "\\\"");
        return printable.length() <= 64 ? printable : printable.substring(0, 61) + "...";
    }
}
