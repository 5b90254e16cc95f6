package io.tidemark.detectors.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code timestamp,value[,label]}: a time, a number (empty or NaN: no value), 0 or 1. Other columns are ignored; a file
 * without a header has these three in this order. A row that cannot be read is left out and told; the rest is kept.
 */
final class SeriesCsv {
    private static final long MILLIS_FROM = 100_000_000_000L;
    private static final int UNREADABLE_SHOWN = 5;

    private long[] times = new long[4_096];
    private double[] values = new double[4_096];
    private boolean[] labels = new boolean[4_096];
    private int rows;
    private final Path file;
    private final List<String> unreadable = new ArrayList<>();
    private long unreadableRows;

    private SeriesCsv(Path file) {
        this.file = file;
    }

    static LabelledSeries read(String name, Path file, BufferedReader reader, Corpus.Entry entry) throws IOException {
        String first = reader.readLine();
        first = first == null ? "" : first.startsWith("\ufeff") ? first.substring(1) : first;
        List<String> header = split(first.toLowerCase(Locale.ROOT).replace("\"", ""));
        boolean headless = header.size() >= 2 && isTime(header.get(0));
        int time = headless ? 0 : header.indexOf("timestamp");
        int value = headless ? 1 : header.indexOf("value");
        int label = headless ? header.size() > 2 ? 2 : -1 : header.indexOf("label");
        if (time < 0 || value < 0) {
            throw new EvaluationException(
                    "bad-corpus-header",
                    file + " begins with \"" + cut(first)
                            + "\" (expected timestamp,value[,label]). Name the columns so in the first line.");
        }
        SeriesCsv columns = new SeriesCsv(file);
        if (headless) {
            columns.row(1, first, time, value, label);
        }
        String line;
        for (int number = 2; (line = reader.readLine()) != null; number++) {
            if (!line.isBlank()) {
                columns.row(number, line, time, value, label);
            }
        }
        int n = columns.rows;
        if (n == 0 && columns.unreadableRows > 0) {
            throw new EvaluationException("bad-corpus-row", "no row can be read: " + columns.unreadable.get(0));
        }
        return new LabelledSeries(
                name,
                Arrays.copyOf(columns.times, n),
                Arrays.copyOf(columns.values, n),
                label < 0 ? null : Arrays.copyOf(columns.labels, n),
                entry.intervalSeconds(),
                entry.evalFrom(),
                new LabelledSeries.Unreadable(columns.unreadableRows, columns.unreadable));
    }

    /** Takes a row; one that cannot be read is left out and told. */
    private void row(int number, String line, int time, int value, int label) {
        List<String> cells = split(line.indexOf('"') < 0 ? line : line.replace("\"", ""));
        try {
            if (cells.size() <= Math.max(time, value)) {
                throw new NumberFormatException("too few cells");
            }
            add(
                    seconds(cells.get(time)),
                    number(cells.get(value)),
                    label >= 0 && label < cells.size() && isSet(cells.get(label)));
        } catch (NumberFormatException | DateTimeException e) {
            unreadableRows++;
            if (unreadable.size() < UNREADABLE_SHOWN) {
                unreadable.add(file + " line " + number + " is \"" + cut(line)
                        + "\" (expected epoch seconds, or 2014-04-01 00:00:00, then a number)");
            }
        }
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

    /** Epoch seconds, milliseconds (told apart by size: seconds reach that far in the year 5138), or a date and time in UTC. */
    private static long seconds(String text) {
        if (text.length() >= 16 && text.charAt(4) == '-') {
            String iso = text.replace(' ', 'T');
            return iso.endsWith("Z")
                    ? Instant.parse(iso).getEpochSecond()
                    : LocalDateTime.parse(iso).toEpochSecond(ZoneOffset.UTC);
        }
        boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        double exact = whole ? 0 : Double.parseDouble(text);
        if (!whole && !(Math.abs(exact) < 1e16)) {
            throw new NumberFormatException("no time");
        }
        long time = whole ? Long.parseLong(text) : (long) Math.floor(exact);
        return Math.abs(time) >= MILLIS_FROM ? Math.floorDiv(time, 1_000L) : time;
    }

    private static boolean isTime(String text) {
        try {
            seconds(text);
            return true;
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
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

    private static String cut(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?").replace("\"", "\\\"");
        return printable.length() <= 64 ? printable : printable.substring(0, 61) + "...";
    }
}
