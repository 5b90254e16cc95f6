package io.tidemark.detectors.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A folder of series: {@code series/*.csv[.gz]} and an optional {@code manifest.csv}, or the CSVs themselves. If
 * {@code labels/combined_windows.json} is there, it is NAB's and its windows are read as well.
 */
final class Corpus {
    private static final DateTimeFormatter NAB_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** What the manifest says about a series. */
    record Entry(int intervalSeconds, long evalFrom) {}

    /** One of NAB's windows: first and last row by time, epoch seconds. */
    record Window(long first, long last) {}

    private final Path folder;
    private final Map<String, Path> files;
    private final Map<String, Entry> entries;

    private Corpus(Path folder, Map<String, Path> files, Map<String, Entry> entries) {
        this.folder = folder;
        this.files = files;
        this.entries = entries;
    }

    static Corpus open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new EvaluationException(
                    "no-corpus",
                    "corpus \"" + folder + "\" is not a folder (expected one with series/*.csv[.gz] or *.csv[.gz])");
        }
        Path series = Files.isDirectory(folder.resolve("series")) ? folder.resolve("series") : folder;
        Map<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> list = Files.newDirectoryStream(series, "*.{csv,csv.gz}")) {
            for (Path file : list) {
                String name = file.getFileName().toString().replaceFirst("\\.csv(\\.gz)?$", "");
                if (!(series.equals(folder) && name.equals("manifest"))) {
                    files.put(name, file);
                }
            }
        } catch (IOException e) {
            throw new EvaluationException("no-corpus", "cannot list \"" + series + "\"", e);
        }
        if (files.isEmpty()) {
            throw new EvaluationException("empty-corpus", "no *.csv or *.csv.gz in \"" + series + "\"");
        }
        return new Corpus(folder, files, manifest(folder.resolve("manifest.csv")));
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** NAB's windows by series name; empty if the folder has none. */
    Map<String, List<Window>> nabWindows() {
        Path json = folder.resolve("labels").resolve("combined_windows.json");
        Map<String, List<Window>> windows = new TreeMap<>();
        if (!Files.isRegularFile(json)) {
            return windows;
        }
        try {
            for (Map.Entry<String, JsonNode> file :
                    new ObjectMapper().readTree(json.toFile()).properties()) {
                List<Window> list = new ArrayList<>();
                for (JsonNode pair : file.getValue()) {
                    list.add(new Window(
                            nabTime(pair.get(0).asText()), nabTime(pair.get(1).asText())));
                }
                windows.put(file.getKey().replaceFirst("\\.csv$", "").replace("/", "__"), list);
            }
        } catch (IOException | RuntimeException e) {
            throw new EvaluationException("bad-windows", "cannot read NAB's windows in \"" + json + "\"", e);
        }
        return windows;
    }

    private static long nabTime(String text) {
        return LocalDateTime.parse(text.split("\\.")[0], NAB_TIME).toEpochSecond(ZoneOffset.UTC);
    }

    LabelledSeries read(String name) {
        Entry entry = entries.getOrDefault(name, new Entry(0, Long.MIN_VALUE));
        Path file = files.get(name);
        try (BufferedReader reader = reader(file)) {
            return SeriesCsv.read(name, file, reader, entry);
        } catch (IOException e) {
            throw new EvaluationException("unreadable-series", "cannot read \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        if (file.toString().endsWith(".gz")) {
            bytes = new GZIPInputStream(bytes, 1 << 16);
        }
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), 1 << 16);
    }

    private static Map<String, Entry> manifest(Path file) {
        Map<String, Entry> entries = new HashMap<>();
        if (!Files.isRegularFile(file)) {
            return entries;
        }
        try (BufferedReader reader = reader(file)) {
            List<String> header = SeriesCsv.split(reader.readLine());
            int name = header.indexOf("series");
            int interval = header.indexOf("interval_s");
            int evalFrom = header.indexOf("eval_from");
            if (name < 0) {
                throw new EvaluationException("bad-manifest", file + " has no column \"series\"");
            }
            String line;
            while ((line = reader.readLine()) != null) {
                List<String> cells = SeriesCsv.split(line);
                if (cells.size() > name) {
                    double seconds = number(cells, interval, 0);
                    double from = number(cells, evalFrom, Double.NEGATIVE_INFINITY);
                    entries.put(cells.get(name), new Entry((int) Math.round(seconds), (long) from));
                }
            }
        } catch (IOException e) {
            throw new EvaluationException("bad-manifest", "cannot read \"" + file + "\"", e);
        }
        return entries;
    }

    private static double number(List<String> cells, int at, double otherwise) {
        if (at < 0 || at >= cells.size() || cells.get(at).isBlank()) {
            return otherwise;
        }
        try {
            return Double.parseDouble(cells.get(at).trim());
        } catch (NumberFormatException e) {
            throw new EvaluationException(
                    "bad-manifest", "manifest.csv: \"" + cells.get(at) + "\" (expected a number)", e);
        }
    }
}
