package io.tidemark.ingest.statsd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads how many datagrams the kernel dropped for one UDP port, from the last column of {@code /proc/net/udp} and
 * {@code udp6}. Elsewhere than on Linux there is nothing to read, and the answer is 0.
 */
final class KernelDrops {

    private final List<Path> tables;
    private long seen;

    KernelDrops(List<Path> tables) {
        this.tables = List.copyOf(tables);
    }

    static KernelDrops ofThisMachine() {
        return new KernelDrops(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
    }

    /** Drops since the last call. */
    long sinceLast(int port) {
        long total = 0;
        for (Path table : tables) {
            total += read(table, port);
        }
        long fresh = Math.max(0, total - seen);
        seen = Math.max(seen, total);
        return fresh;
    }

    private static long read(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try {
            long drops = 0;
            for (String row : Files.readAllLines(table)) {
                String[] columns = row.trim().split("\\s+");
                if (columns.length > 12 && columns[1].endsWith(suffix)) {
                    drops += Long.parseLong(columns[columns.length - 1]);
                }
            }
            return drops;
        } catch (IOException | NumberFormatException e) {
            // Not Linux, or not readable in this container: then there is no figure to add.
            return 0;
        }
    }
}
