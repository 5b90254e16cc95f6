package io.tidemark.ingest.app;

import io.tidemark.topics.TopicAdmin;
import io.tidemark.wire.SchemaTopic;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the topics exist before anybody writes: a broker that creates topics on first use would give them its own
 * number of partitions. Publishes the schemas, so that a subscriber needs nothing but the broker. Tries until the brokers
 * answer, so that the intake may start before them.
 */
final class TopicKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicKeeper.class);
    private static final long RETRY_SECONDS = 2;

    private final Map<String, Object> clientSettings;
    private final IngestSettings settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean ready;

    TopicKeeper(Map<String, Object> clientSettings, IngestSettings settings) {
        this.clientSettings = clientSettings;
        this.settings = settings;
        Thread thread = new Thread(this::run, "tidemark-ingest-topics");
        thread.setDaemon(true);
        thread.start();
    }

    /** True once all topics exist and the schemas are published. */
    boolean isReady() {
        return ready;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void run() {
        try (Admin admin = Admin.create(clientSettings)) {
            boolean done = false;
            while (!done) {
                done = create(admin) || closing.await(RETRY_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean create(Admin admin) {
        try {
            TopicAdmin.createMissing(admin, settings.prefix(), settings.partitions(), Optional.empty());
            SchemaTopic.publish(clientSettings, settings.prefix());
            ready = true;
            return true;
        } catch (IllegalStateException | KafkaException e) {
            LOG.warn("The topics cannot be created yet: {}. Trying again in {} s.", e.getMessage(), RETRY_SECONDS);
            return false;
        }
    }
}
