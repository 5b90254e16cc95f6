package io.tidemark.detectors.store.checkpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** When checkpoints are due. The clock decides only what a restart reads, never what a store holds. */
public class CheckpointClock {
    private static final int PHASES = 16;

    private final Duration every;

    /** @param every time between two checkpoints of a store: at most so much of a changelog is read at a restart, and a little */
    public CheckpointClock(Duration every) {
        this.every = every;
    }

    Duration every() {
        return every;
    }

    /** Stores do not all write at the same time. */
    long firstDue(Path path) {
        return nanos() + every.toNanos() * Math.floorMod(path.hashCode(), PHASES) / PHASES;
    }

    long nanos() {
        return System.nanoTime();
    }

    Instant now() {
        return Instant.now();
    }
}
