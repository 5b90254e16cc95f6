package io.tidemark.bench.intake;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on with the lines that were taken, as many a second as are said: then a bucket holds what it would hold at such a load. */
final class LoadClock extends Clock {
    private final double linesPerSecond;
    private long lines;

    LoadClock(double linesPerSecond) {
        this.linesPerSecond = linesPerSecond;
    }

    void took(long more) {
        lines += more;
    }

    @Override
    public long millis() {
        return (long) (lines / linesPerSecond * 1_000);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
