package io.tidemark.console.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads the kept buckets of many series: at the widest kept width that divides the step, and where a series has none there yet
 * (the hour is not over), at finer ones, so that an answer reaches to now. Some series at a time, so that memory stays
 * bounded by {@link History#ROWS_MAX}.
 */
final class ManySeries {

    /** Series of one question to the store: enough that its fixed cost does not count. */
    private static final int SERIES_AT_ONCE = 200;

    private final Store store;
    private final Span span;
    private final Width widest;
    private final int atOnce;

    ManySeries(Store store, Span span, int stepSeconds) {
        this.store = store;
        this.span = span;
        this.widest = Resolution.within(stepSeconds);
        long rowsEach = span.seconds() / widest.seconds() + 2L * widest.seconds() / Width.TEN_SECONDS.seconds() + 1;
        this.atOnce = (int) Math.max(1, Math.min(SERIES_AT_ONCE, History.ROWS_MAX / rowsEach));
    }

    void read(List<String> series, BiConsumer<String, List<RollupRow>> each) {
        for (int from = 0; from < series.size(); from += atOnce) {
            Map<String, List<RollupRow>> rows = new TreeMap<>();
            some(series.subList(from, Math.min(series.size(), from + atOnce)), rows);
            rows.forEach(each);
        }
    }

    private void some(List<String> series, Map<String, List<RollupRow>> rows) {
        long from = span.from().getEpochSecond();
        Map<String, Long> ends = new TreeMap<>();
        for (int w = widest.ordinal(); w >= 0 && from < span.to().getEpochSecond(); w--) {
            Width width = Width.values()[w];
            long newest = read(series, from, width, rows, ends);
            // Whatever closes late closes within two buckets; a series that ended long ago has nothing finer either.
            from = newest < 0 ? from : Math.max(from, newest - 2L * width.seconds());
        }
    }

    /** Adds what lies behind each series' end so far; returns the newest end of all, or -1 where there is none. */
    private long read(
            List<String> series, long from, Width width, Map<String, List<RollupRow>> rows, Map<String, Long> ends) {
        StringBuilder names = new StringBuilder();
        Object[] binds = new Object[series.size() + 2];
        binds[0] = Micros.ofSeconds(from);
        binds[1] = span.toMicros();
        for (int i = 0; i < series.size(); i++) {
            names.append(i == 0 ? "$" : ", $").append(i + 3);
            binds[i + 2] = series.get(i);
        }
        long[] newest = {-1};
        Map<String, Long> read = new TreeMap<>();
        store.query(
                "select ts, cnt, sum, min, max, last, series from " + Tables.rollups(width) + " where series in ("
                        + names + ") and ts >= $1 and ts < $2 order by ts limit " + History.ROWS_MAX,
                row -> {
                    long start = Micros.seconds(row.getTimestamp(0));
                    String name = row.getSymA(6).toString();
                    if (start >= ends.getOrDefault(name, Long.MIN_VALUE)) {
                        rows.computeIfAbsent(name, s -> new ArrayList<>())
                                .add(new RollupRow(
                                        start,
                                        row.getLong(1),
                                        row.getDouble(2),
                                        row.getDouble(3),
                                        row.getDouble(4),
                                        row.getDouble(5)));
                        read.put(name, start + width.seconds());
                        newest[0] = Math.max(newest[0], start + width.seconds());
                    }
                    return null;
                },
                binds);
        ends.putAll(read);
        return newest[0];
    }
}
