package io.tidemark.console.history;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where history is kept, for how long, and with how much memory.
 *
 * @param folder the store's own folder; made if missing
 * @param baseDays days that buckets of 10 seconds are kept
 * @param minuteDays days that buckets of 1 minute, and bands, are kept
 * @param longDays days that buckets of 10 minutes and 1 hour, anomalies, alerts, notifications and events are kept
 * @param memoryBytesMax native memory that the store may take; a query over it fails, the process does not
 * @param seriesMax series that the catalogue lists; more are kept and drawn, but not found by search, and counted
 * @param sqlPort where the history answers SQL; empty for nowhere
 * @param rebuild drop the tables and fill them from the start of the topics
 */
public record HistorySettings(
        Path folder,
        int baseDays,
        int minuteDays,
        int longDays,
        long memoryBytesMax,
        int seriesMax,
        Optional<SqlPort> sqlPort,
        boolean rebuild) {

    private static final int DAYS_MAX = 3650;

    public HistorySettings {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(sqlPort, "sqlPort");
        days("baseDays", baseDays);
        days("minuteDays", minuteDays);
        days("longDays", longDays);
        if (memoryBytesMax < 128L << 20) {
            throw new IllegalArgumentException("history.memoryBytesMax is " + memoryBytesMax
                    + " (expected at least 134217728, 128 MiB). Raise it. [small-memory]");
        }
        if (seriesMax < 1 || seriesMax > 10_000_000) {
            throw new IllegalArgumentException(
                    "history.seriesMax is " + seriesMax + " (expected 1 to 10000000). Change it. [bad-limit]");
        }
    }

    /** History in a folder with the usual spans: 7 days of 10 s, 400 days of 1 m and bands, 800 days of the rest; 1 GiB. */
    public static HistorySettings in(Path folder) {
        return new HistorySettings(folder, 7, 400, 800, 1L << 30, 200_000, Optional.empty(), false);
    }

    /** The same, but dropped and filled again from the topics. */
    public HistorySettings rebuilt() {
        return new HistorySettings(folder, baseDays, minuteDays, longDays, memoryBytesMax, seriesMax, sqlPort, true);
    }

    /** The same, answering SQL on a port of the loopback address. */
    public HistorySettings withSqlPort(Optional<SqlPort> port) {
        return new HistorySettings(folder, baseDays, minuteDays, longDays, memoryBytesMax, seriesMax, port, rebuild);
    }

    private static void days(String name, int value) {
        if (value < 1 || value > DAYS_MAX) {
            throw new IllegalArgumentException("history." + name + " is " + value + " (expected 1 to " + DAYS_MAX
                    + " days). Change it. [bad-days]");
        }
    }
}
