package io.tidemark.detectors.store.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

/** Looks into checkpoints of others' tests. */
public final class CheckpointPeek {
    private CheckpointPeek() {}

    /** The offset that a checkpoint of this topic stands for. */
    public static OptionalLong offset(Path file, String topicId) throws IOException {
        var found = CheckpointFile.open(file, topicId, Instant.EPOCH);
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        try (CheckpointFile open = found.get()) {
            return OptionalLong.of(open.offset());
        }
    }
}
