package io.tidemark.standalone.replay;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a {@code timestamp,value[,label]} file, plain or gzipped. A timestamp is epoch seconds (whole or decimal) or
 * {@code yyyy-MM-dd HH:mm:ss} in UTC.
 *
 * @param rows the good rows, in the order of the file
 * @param faults the first bad rows explained, at most {@link #FAULTS_SHOWN_MAX}
 * @param rejected how many rows were bad
 */
public record CsvFile(List<CsvRow> rows, List<String> faults, int rejected) {
    static final int FAULTS_SHOWN_MAX = 10;

    /** About 200 MB of heap; longer files are to be cut. */
    static final int ROWS_MAX = 10_000_000;

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
    private static final long SECONDS_MAX = 253_402_300_799L; // the last second of the year 9999

    public CsvFile {
        rows = List.copyOf(rows);
        faults = List.copyOf(faults);
    }

    public static CsvFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /** Reads to the end of the stream, unpacking it if it is gzipped. */
    public static CsvFile read(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
        in.mark(2);
        boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        InputStream plain = gzipped ? new GZIPInputStream(in, 1 << 16) : in;
        List<CsvRow> rows = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        int rejected = 0;
        BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank() || (number == 1 && isHeader(line))) {
                continue;
            }
            try {
                if (rows.size() == ROWS_MAX) {
                    throw new IOException("more than " + ROWS_MAX + " rows (expected at most that many). Cut the file."
                            + " [too-many-rows]");
                }
                rows.add(row(line));
            } catch (BadRow bad) {
                rejected++;
                if (faults.size() < FAULTS_SHOWN_MAX) {
                    faults.add("line " + number + ": " + bad.getMessage());
                }
            }
        }
        return new CsvFile(rows, faults, rejected);
    }

    private static boolean isHeader(String line) {
        String text = line.startsWith("\ufeff") ? line.substring(1) : line;
        return text.toLowerCase(Locale.ROOT).startsWith("timestamp,");
    }

    private static CsvRow row(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length < 2) {
            throw new BadRow("is \"" + shown(line) + "\" (expected timestamp,value). [bad-row]");
        }
        return new CsvRow(epochMillis(cells[0].trim()), value(cells[1].trim()));
    }

    private static double value(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new BadRow("value is \"" + shown(text) + "\" (expected a decimal number). [bad-value]");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new BadRow("value is \"" + shown(text) + "\" (expected a finite number). [bad-value]");
        }
        return value;
    }

    private static long epochMillis(String text) {
        if (NUMBER.matcher(text).matches()) {
            double seconds = Double.parseDouble(text);
            if (seconds > SECONDS_MAX) {
                throw new BadRow("timestamp is \"" + shown(text)
                        + "\" (expected epoch seconds; this looks like milliseconds). Divide by 1000. [bad-timestamp]");
            }
            if (seconds <= 0) {
                throw new BadRow(
                        "timestamp is \"" + shown(text) + "\" (expected epoch seconds over 0). [bad-timestamp]");
            }
            return new BigDecimal(text).movePointRight(3).longValue();
        }
        try {
            return LocalDateTime.parse(text.replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new BadRow("timestamp is \"" + shown(text)
                    + "\" (expected epoch seconds, or a time such as 2014-07-01 00:30:00 in UTC). [bad-timestamp]");
        }
    }

    private static String shown(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 64); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 0x7f || c == '"' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return text.length() > 64 ? out + "…" : out.toString();
    }

    private static final class BadRow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRow(String message) {
            super(message, null, false, false);
        }
    }
}
