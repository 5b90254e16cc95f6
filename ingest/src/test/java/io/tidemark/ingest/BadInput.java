package io.tidemark.ingest;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The bad-input catalogue: pairs of files, and the escapes that they are written in. */
public final class BadInput {

    private static final Path FOLDER = Path.of("src/test/resources/badinput");

    private BadInput() {}

    /** Ids of the rows in a folder of the catalogue. */
    public static List<String> rows(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below a folder, sorted. */
    public static List<Path> filesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String input(String folder, String row) {
        return read(FOLDER.resolve(folder).resolve(row + ".in"));
    }

    /**
     * What the row promises. With {@code -Dbadinput.renew=true} the file is written from what was seen instead: look at the
     * difference before you keep it.
     */
    public static String expected(String folder, String row, String seen) {
        Path file = FOLDER.resolve(folder).resolve(row + ".expected");
        if (Boolean.getBoolean("badinput.renew")) {
            try {
                Files.writeString(file, seen);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read(file);
    }

    /** {@code count REASON N}, sorted. */
    public static List<String> counts(Refusals refusals) {
        List<String> counts = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            if (refusals.of(reason) > 0) {
                counts.add("count " + reason.id() + " " + refusals.of(reason));
            }
        }
        counts.sort(null);
        return counts;
    }

    public static byte[] unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c != '\\' || "nr\\xu".indexOf(next) < 0) {
                int end = Character.isHighSurrogate(c) ? i + 2 : i + 1;
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            } else if (next == 'x') {
                bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 4;
            } else if (next == 'u') {
                int code = Integer.parseInt(text.substring(i + 2, i + 6), 16);
                bytes.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
                i += 6;
            } else {
                bytes.write(next == 'n' ? '\n' : next == 'r' ? '\r' : '\\');
                i += 2;
            }
        }
        return bytes.toByteArray();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
