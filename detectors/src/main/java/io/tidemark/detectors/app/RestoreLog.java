package io.tidemark.detectors.app;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how far a start has read its changelogs, for somebody who waits. */
final class RestoreLog implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreLog.class);

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final long startNanos = System.nanoTime();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
        begun.incrementAndGet();
        LOG.debug("Restoring. changelog={} records={}", changelog, to - from);
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long offset, long restored) {
        records.addAndGet(restored);
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
        long left = begun.get() - ended.incrementAndGet();
        LOG.debug("Restored. changelog={} records={} left={}", changelog, restored, left);
        if (left == 0) {
            LOG.info(
                    "State is restored. stores={} records={} seconds={}",
                    ended,
                    records,
                    (System.nanoTime() - startNanos) / 1_000_000 / 1e3);
        }
    }
}
