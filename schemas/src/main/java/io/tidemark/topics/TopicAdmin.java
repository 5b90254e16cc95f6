package io.tidemark.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates and checks the topics of the registry on a broker. */
public final class TopicAdmin {

    private static final int LEADERS_SECONDS = 60;
    private static final long LEADERS_LOOK_EVERY_NANOS = 20_000_000;

    /** What a check found: the topic, what is wrong, and the command or setting that mends it. */
    public record Finding(String topic, String problem, String fix) {}

    private TopicAdmin() {}

    /**
     * Creates the topics that are missing; leaves the others as they are.
     *
     * @param replication copies of each partition; empty: the broker's default
     * @return names of the topics created
     * @throws IllegalStateException where the broker refuses, with its reason
     */
    public static List<String> createMissing(
            Admin admin, String prefix, int dataPartitions, Optional<Short> replication) {
        Set<String> present = await(admin.listTopics().names(), "list the topics");
        Map<String, Integer> created = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            String name = topic.name(prefix);
            if (present.contains(name)) {
                continue;
            }
            NewTopic wanted = new NewTopic(name, Optional.of(topic.partitions(dataPartitions)), replication)
                    .configs(topic.settings());
            try {
                admin.createTopics(List.of(wanted)).all().get();
                created.put(name, topic.partitions(dataPartitions));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while creating topic " + name, e);
            } catch (ExecutionException e) {
                // Two services may start together: whoever comes second finds it there, which is what was wanted.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException(
                            "cannot create topic " + name + ": " + e.getCause().getMessage(), e.getCause());
                }
            }
        }
        awaitLeaders(admin, created);
        return List.copyOf(created.keySet());
    }

    /**
     * Waits until the leader of each partition answers. A topic that was created is listed a little before its leaders take
     * records; a producer that writes meanwhile may have its second batch taken and its first one refused, after which the
     * broker refuses the first for good, as out of order.
     *
     * @param topics how many partitions each has
     * @throws IllegalStateException where one does not answer within {@value #LEADERS_SECONDS} s
     */
    public static void awaitLeaders(Admin admin, Map<String, Integer> topics) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        topics.forEach((name, partitions) -> {
            for (int partition = 0; partition < partitions; partition++) {
                ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
            }
        });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEADERS_SECONDS);
        while (!areKnown(admin, topics.keySet()) || !areLed(admin, ends)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the leaders of the new topics " + topics.keySet()
                        + " did not answer within " + LEADERS_SECONDS + " s");
            }
            LockSupport.parkNanos(LEADERS_LOOK_EVERY_NANOS);
        }
    }

    /** Whether the broker that is asked lists the topics: it hears of them a little after the controller made them. */
    private static boolean areKnown(Admin admin, Set<String> topics) {
        return succeeds(admin.describeTopics(topics).allTopicNames(), "describe the new topics " + topics);
    }

    private static boolean areLed(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
        return succeeds(admin.listOffsets(ends).all(), "reach the leaders of the new topics");
    }

    /** False where the broker does not know the topic yet; other failures are thrown. */
    private static boolean succeeds(KafkaFuture<?> future, String doing) {
        try {
            await(future, doing);
            return true;
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InvalidMetadataException) {
                return false;
            }
            throw e;
        }
    }

    /** Compares the topics on the broker with the registry; an empty list means all is well. */
    public static List<Finding> check(Admin admin, String prefix) {
        Set<String> present = await(admin.listTopics().names(), "list the topics");
        List<Finding> findings = new ArrayList<>();
        Integer dataPartitions = null;
        for (Topic topic : Topics.all()) {
            String name = topic.name(prefix);
            if (!present.contains(name)) {
                findings.add(new Finding(name, "is missing", "start any Tidemark service: it creates missing topics"));
                continue;
            }
            TopicDescription description = await(
                            admin.describeTopics(List.of(name)).allTopicNames(), "describe " + name)
                    .get(name);
            int partitions = description.partitions().size();
            if (!topic.partitioned() && partitions != 1) {
                findings.add(new Finding(
                        name,
                        "has " + partitions + " partitions (expected 1: its records have one order)",
                        "write its documents to a new topic of one partition: tidemark get, delete the topic, apply"));
            } else if (topic.partitioned()) {
                if (dataPartitions == null) {
                    dataPartitions = partitions;
                } else if (partitions != dataPartitions) {
                    findings.add(new Finding(
                            name,
                            "has " + partitions + " partitions, " + Topics.POINTS.name(prefix) + " has "
                                    + dataPartitions
                                    + " (expected the same number: tasks write to their own partition)",
                            "kafka-topics --alter --topic " + name + " --partitions " + dataPartitions
                                    + ", or a new prefix if it has more"));
                }
            }
            checkSettings(admin, topic, name, findings);
        }
        return findings;
    }

    /** How many partitions the data topics have on this broker. */
    public static int dataPartitions(Admin admin, String prefix) {
        String points = Topics.POINTS.name(prefix);
        return await(admin.describeTopics(List.of(points)).allTopicNames(), "describe " + points)
                .get(points)
                .partitions()
                .size();
    }

    private static void checkSettings(Admin admin, Topic topic, String name, List<Finding> findings) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(List.of(resource)).all(), "read the settings of " + name);
        topic.settings().forEach((key, expected) -> {
            ConfigEntry entry = configs.get(resource).get(key);
            String actual = entry == null ? "unset" : entry.value();
            if (!sameSetting(actual, expected)) {
                findings.add(new Finding(
                        name,
                        "has " + key + "=" + actual + " (expected " + expected + ")",
                        "kafka-configs --alter --entity-type topics --entity-name " + name + " --add-config '" + key
                                + "=[" + expected + "]'"));
            }
        });
    }

    private static boolean sameSetting(String actual, String expected) {
        return Set.of(actual.split(",")).equals(Set.of(expected.split(",")));
    }

    private static <T> T await(KafkaFuture<T> future, String doing) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: could not " + doing, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "could not " + doing + ": " + e.getCause().getMessage(), e.getCause());
        }
    }
}
