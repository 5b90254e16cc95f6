package io.tidemark.detectors.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ids of topics, asked for once: a topic that was deleted and made again has another, and so has one of another cluster (KIP-516). */
final class ChangelogIds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangelogIds.class);

    private final Admin admin;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    ChangelogIds(Properties connection) {
        admin = Admin.create(connection);
    }

    /** Empty where the broker does not say. */
    Optional<String> of(String topic) {
        return Optional.ofNullable(known.computeIfAbsent(topic, this::ask));
    }

    private String ask(String topic) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("A changelog's id is not known; its store is restored without a checkpoint. topic={}", topic, e);
        }
        return null;
    }

    @Override
    public void close() {
        admin.close();
    }
}
