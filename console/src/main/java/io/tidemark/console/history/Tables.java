package io.tidemark.console.history;

import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of the history, by name, each with the statement that creates it. */
final class Tables {

    static final String ROLLUPS = "rollups_";
    static final String BANDS = "bands";
    static final String ANOMALIES = "anomalies";
    static final String ALERTS = "alerts";
    static final String NOTIFICATIONS = "notifications";
    static final String EVENTS = "events";
    static final String SERIES = "series";

    private Tables() {}

    /** Table of the buckets of one width. */
    static String rollups(Width width) {
        return ROLLUPS + width.label();
    }

    static Map<String, String> statements(HistorySettings settings) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Width width : Width.values()) {
            all.put(rollups(width), rollupTable(width, settings));
        }
        all.put(BANDS, """
                (ts timestamp, detector symbol capacity 1024, grp symbol capacity 16384 index capacity 64, step int, \
                value double, expected float, lower float, upper float, scale float, score float, warm float, \
                trend float, season float, flags int, version long, model symbol capacity 64) timestamp(ts) \
                partition by week %s wal dedup upsert keys(ts, detector, grp, step)""".formatted(keep(settings.minuteDays(), 7)));
        all.put(ANOMALIES, """
                (ts timestamp, detector symbol capacity 1024, grp symbol capacity 16384, step int, query varchar, \
                value double, expected double, lower double, upper double, scale double, score double, \
                channel symbol capacity 16, explanation varchar, model symbol capacity 64, version long) timestamp(ts) \
                partition by month %s wal dedup upsert keys(ts, detector, grp, step)""".formatted(keep(settings.longDays(), 31)));
        all.put(ALERTS, """
                (ts timestamp, id varchar, monitor symbol capacity 1024, name varchar, grp symbol capacity 16384, \
                state_from symbol capacity 8, state_to symbol capacity 8, value double, threshold double, \
                reason varchar, query varchar, priority int, tags varchar, version long, downtimes varchar) \
                timestamp(ts) partition by month %s wal dedup upsert keys(ts, id)""".formatted(keep(settings.longDays(), 31)));
        all.put(NOTIFICATIONS, """
                (ts timestamp, id varchar, alert varchar, monitor symbol capacity 1024, grp symbol capacity 16384, \
                kind symbol capacity 16, channel symbol capacity 16, recipient varchar, subject varchar, body varchar, \
                facts varchar, state symbol capacity 8, held_by varchar, attempts varchar, next_attempt timestamp) \
                timestamp(ts) partition by month %s wal dedup upsert keys(ts, id)""".formatted(keep(settings.longDays(), 31)));
        all.put(EVENTS, """
                (ts timestamp, id varchar, title varchar, text varchar, type symbol capacity 8, \
                priority symbol capacity 8, host varchar, source symbol capacity 256, tags varchar) timestamp(ts) \
                partition by month %s wal dedup upsert keys(ts, id)""".formatted(keep(settings.longDays(), 31)));
        all.put(SERIES, """
                (ts timestamp, series symbol capacity 16384, kind symbol capacity 8) timestamp(ts) partition by month \
                %s wal dedup upsert keys(ts, series)""".formatted(keep(settings.longDays(), 31)));
        return all;
    }

    private static String rollupTable(Width width, HistorySettings settings) {
        int days = switch (width) {
            case TEN_SECONDS -> settings.baseDays();
            case MINUTE -> settings.minuteDays();
            default -> settings.longDays();
        };
        String unit = switch (width) {
            case TEN_SECONDS -> "day";
            case MINUTE -> "week";
            default -> "month";
        };
        int partitionDays = switch (width) {
            case TEN_SECONDS -> 1;
            case MINUTE -> 7;
            default -> 31;
        };
        return """
                (ts timestamp, series symbol capacity 16384 index capacity 64, cnt long, sum double, min double, \
                max double, last double) timestamp(ts) partition by %s %s wal dedup upsert keys(ts, series)""".formatted(unit, keep(days, partitionDays));
    }

    /** Time to live, rounded up to whole partitions as the store wants it. */
    private static String keep(int days, int partitionDays) {
        int partitions = (days + partitionDays - 1) / partitionDays;
        return switch (partitionDays) {
            case 1 -> "ttl " + partitions + " days";
            case 7 -> "ttl " + partitions + " weeks";
            default -> "ttl " + partitions + " months";
        };
    }
}
