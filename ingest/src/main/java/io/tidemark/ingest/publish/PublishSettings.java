package io.tidemark.ingest.publish;

import java.time.Duration;

/**
 * How points are grouped on their way out.
 *
 * @param linger how long a batch waits for more points
 * @param pointsPerBatchMax points after which a batch goes at once
 * @param bytesPerBatchMax bytes after which a batch goes at once
 * @param bufferBytesMax bytes waiting for Kafka's answer, after which submissions are dropped
 * @param closeTimeout how long a clean stop waits for Kafka
 */
public record PublishSettings(
        Duration linger, int pointsPerBatchMax, int bytesPerBatchMax, long bufferBytesMax, Duration closeTimeout) {

    public static final PublishSettings DEFAULTS =
            new PublishSettings(Duration.ofMillis(50), 2_000, 256 * 1024, 64L * 1024 * 1024, Duration.ofSeconds(10));

    public PublishSettings {
        if (linger.isNegative() || linger.toMillis() > 100) {
            throw new IllegalArgumentException("linger is " + linger + " (expected 0 to 100 ms)");
        }
        if (pointsPerBatchMax < 1 || bytesPerBatchMax < 1_024 || bufferBytesMax < bytesPerBatchMax) {
            throw new IllegalArgumentException("publish settings are " + pointsPerBatchMax + " points and "
                    + bytesPerBatchMax + " bytes a batch, " + bufferBytesMax + " bytes of buffer (expected at least 1,"
                    + " 1,024, and a buffer of at least one batch)");
        }
    }
}
