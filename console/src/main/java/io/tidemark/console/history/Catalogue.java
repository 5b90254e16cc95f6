package io.tidemark.console.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All series that were seen, in memory, so that search is a walk over texts and not a query. Bounded: beyond the limit a
 * new series is not listed, and counted.
 *
 * <p>Search is by words: every word of the search must stand somewhere in the series' text, letter case aside. No regular
 * expressions, so the cost is the length of the texts, whatever is typed.
 */
final class Catalogue {

    private static final int WORDS_MAX = 16;

    private final ConcurrentHashMap<String, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicLong notListed = new AtomicLong();
    private final int seriesMax;

    Catalogue(int seriesMax) {
        this.seriesMax = seriesMax;
    }

    /** Notes a bucket of a series; true where the store has to note the series too: it is new, or seen in a new month. */
    boolean note(String series, String kind, long startSeconds) {
        Seen known = seen.get(series);
        if (known != null) {
            return known.at(startSeconds);
        }
        if (seen.size() >= seriesMax) {
            notListed.incrementAndGet();
            return false;
        }
        seen.put(series, new Seen(kind, startSeconds));
        return true;
    }

    int size() {
        return seen.size();
    }

    /** Buckets of series that were not listed because the catalogue was full. */
    long notListed() {
        return notListed.get();
    }

    String kind(String series) {
        Seen known = seen.get(series);
        return known == null ? "GAUGE" : known.kind;
    }

    /** Series that hold every word, by name. */
    List<SeriesEntry> search(String words, int limit) {
        List<String> wanted = words(words);
        return seen.entrySet().stream()
                .filter(entry -> matches(entry.getKey(), wanted))
                .sorted(java.util.Map.Entry.comparingByKey())
                .limit(limit)
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Number of series that hold every word. */
    long count(String words) {
        List<String> wanted = words(words);
        return seen.keySet().stream().filter(series -> matches(series, wanted)).count();
    }

    /** All series of one metric. */
    List<SeriesEntry> ofMetric(String metric) {
        List<SeriesEntry> found = new ArrayList<>();
        seen.forEach((series, known) -> {
            if (metricOf(series).equals(metric)) {
                found.add(entry(series, known));
            }
        });
        found.sort(Comparator.comparing(SeriesEntry::series));
        return found;
    }

    /** Names of metrics that hold every word, sorted. */
    List<String> metrics(String words, int limit) {
        List<String> wanted = words(words);
        return seen.keySet().stream()
                .map(Catalogue::metricOf)
                .distinct()
                .filter(metric -> matches(metric, wanted))
                .sorted()
                .limit(limit)
                .toList();
    }

    /** Tags in use on series that hold every word, sorted. */
    List<String> tags(String words, int limit) {
        List<String> wanted = words(words);
        return seen.keySet().stream()
                .filter(series -> matches(series, wanted))
                .flatMap(series -> tagsOf(series).stream())
                .distinct()
                .sorted()
                .limit(limit)
                .toList();
    }

    static String metricOf(String series) {
        int brace = series.indexOf('{');
        return brace < 0 ? series : series.substring(0, brace);
    }

    static Collection<String> tagsOf(String series) {
        int brace = series.indexOf('{');
        if (brace < 0 || !series.endsWith("}")) {
            return List.of();
        }
        return List.of(series.substring(brace + 1, series.length() - 1).split(","));
    }

    private static SeriesEntry entry(String series, Seen known) {
        return new SeriesEntry(series, metricOf(series), known.kind, Instant.ofEpochSecond(known.lastSeconds));
    }

    private static List<String> words(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        return trimmed.isEmpty()
                ? List.of()
                : List.of(trimmed.split("\\s+")).stream().limit(WORDS_MAX).toList();
    }

    private static boolean matches(String text, List<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!lower.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** First day of the month of an instant: what the store keeps of "last seen". */
    static long month(long seconds) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC)
                .withDayOfMonth(1)
                .atStartOfDay()
                .toEpochSecond(ZoneOffset.UTC);
    }

    private static final class Seen {

        private static final long MONTH_AT_LEAST = 28L * 86_400;

        private final String kind;
        private volatile long lastSeconds;
        private long monthStart;

        Seen(String kind, long startSeconds) {
            this.kind = kind;
            this.lastSeconds = startSeconds;
            this.monthStart = month(startSeconds);
        }

        /** Only the writing thread calls this. */
        boolean at(long startSeconds) {
            if (startSeconds <= lastSeconds) {
                return false;
            }
            lastSeconds = startSeconds;
            if (startSeconds < monthStart + MONTH_AT_LEAST || month(startSeconds) == monthStart) {
                return false;
            }
            monthStart = month(startSeconds);
            return true;
        }
    }
}
