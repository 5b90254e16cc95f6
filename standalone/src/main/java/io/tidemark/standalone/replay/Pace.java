package io.tidemark.standalone.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * When each row of a replay is due. With speed s, a row d milliseconds of recorded time after the first is due d/s
 * milliseconds after the start; with speed 0 all are due at once. A clock that steps back in the file makes its rows due
 * with the latest before them.
 *
 * <p>Example: rows 30 minutes apart at speed 1,800 are one second apart.
 */
public final class Pace {
    private final List<CsvRow> rows;
    private final double speed;
    private int next;
    private long latestMillis;

    public Pace(List<CsvRow> rows, double speed) {
        if (!(speed >= 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("speed is " + speed + " (expected 0 for at once, or a factor over 0)");
        }
        this.rows = List.copyOf(rows);
        this.speed = speed;
        this.latestMillis = rows.isEmpty() ? 0 : rows.get(0).epochMillis();
    }

    /** The rows that have become due so many milliseconds after the start; each is given once. */
    public List<CsvRow> due(long sinceStartMillis) {
        List<CsvRow> due = new ArrayList<>();
        while (next < rows.size() && dueMillis(rows.get(next)) <= sinceStartMillis) {
            latestMillis = Math.max(latestMillis, rows.get(next).epochMillis());
            due.add(rows.get(next++));
        }
        return due;
    }

    public boolean isDone() {
        return next == rows.size();
    }

    public int published() {
        return next;
    }

    private double dueMillis(CsvRow row) {
        if (speed == 0) {
            return 0;
        }
        long first = rows.get(0).epochMillis();
        return (Math.max(latestMillis, row.epochMillis()) - first) / speed;
    }
}
