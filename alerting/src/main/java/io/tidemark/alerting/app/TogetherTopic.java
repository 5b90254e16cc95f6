package io.tidemark.alerting.app;

import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic through which the tasks of all partitions hand over to the one that sees them all. */
final class TogetherTopic {

    /** What is read is done with; what waits is in a changelog. A day is for people who look into it. */
    private static final Duration KEPT = Duration.ofDays(1);

    private TogetherTopic() {}

    /**
     * Creates what is missing; returns the number of partitions of the data topics.
     *
     * @throws IllegalStateException where the broker does not let it
     */
    static int ensure(Map<String, Object> connection, String prefix) {
        String name = prefix + AlertingTopology.TOGETHER_TOPIC;
        try (Admin admin = Admin.create(connection)) {
            TopicAdmin.createMissing(admin, prefix, Topics.PARTITIONS, Optional.empty());
            NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty())
                    .configs(Map.of("retention.ms", Long.toString(KEPT.toMillis())));
            try {
                admin.createTopics(List.of(topic)).all().get();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException(
                            "Topic " + name + " can't be created: "
                                    + failed.getCause().getMessage() + ". [topic-not-created]",
                            failed.getCause());
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped while creating topic " + name, stopping);
            }
            return TopicAdmin.dataPartitions(admin, prefix);
        }
    }
}
