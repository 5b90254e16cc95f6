package io.tidemark.bench.pipeline;

import io.tidemark.bench.ProcessorTime;
import io.tidemark.standalone.capacity.CapacityPlan;
import io.tidemark.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import javax.management.JMException;
import org.apache.kafka.clients.admin.Admin;

/** What a service in this process had used and written at one moment. */
final class Seen {
    private final Map<String, Long> bytesOfTopic = new TreeMap<>();
    private long changelogBytes;
    long processorNanos;
    long heap;

    void look(Admin admin) {
        processorNanos = ProcessorTime.nanos();
        try {
            int broker = admin.describeCluster().nodes().get().iterator().next().id();
            admin.describeLogDirs(List.of(broker))
                    .allDescriptions()
                    .get()
                    .get(broker)
                    .values()
                    .forEach(dir -> dir.replicaInfos()
                            .forEach((partition, replica) ->
                                    bytesOfTopic.merge(partition.topic(), replica.size(), Long::sum)));
            changelogBytes = ServiceProcess.changelogBytes();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker does not say how large its logs are", e);
        } catch (JMException e) {
            throw new IllegalStateException("the producers do not say what they wrote", e);
        }
    }

    /** Of changelogs as they were written: what the broker has of them shrinks when it is compacted. */
    long bytes(CapacityPlan.Kind kind) {
        if (kind == CapacityPlan.Kind.CHANGELOGS) {
            return changelogBytes;
        }
        return bytesOfTopic.entrySet().stream()
                .filter(topic -> kindOf(topic.getKey()) == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static CapacityPlan.Kind kindOf(String topic) {
        if (topic.endsWith("." + Topics.POINTS.name(""))) {
            return CapacityPlan.Kind.POINTS;
        }
        if (topic.endsWith("." + Topics.ROLLUPS.name(""))) {
            return CapacityPlan.Kind.ROLLUPS;
        }
        return topic.endsWith("." + Topics.BANDS.name("")) ? CapacityPlan.Kind.BANDS : null;
    }
}
