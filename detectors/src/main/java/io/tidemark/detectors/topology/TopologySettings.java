package io.tidemark.detectors.topology;

import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.relearn.History;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.topics.Topic;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.List;

/**
 * What the stream needs to know.
 *
 * @param prefix of topic names
 * @param partitions of the data topics
 * @param lateness how long a bucket waits for points
 * @param configMargin how long after its record a configuration becomes known to every task
 * @param tickEvery how often a task appends the wall clock
 * @param retention how long a silent group is told with NaN
 * @param idle how long what sends nothing is remembered
 * @param groupsMax groups of one query in one task
 * @param history where models are learnt again
 * @param configuration the histories of the configuration topics, filled by the caller
 */
public record TopologySettings(
        String prefix,
        int partitions,
        Duration lateness,
        Duration configMargin,
        Duration tickEvery,
        Duration retention,
        Duration idle,
        int groupsMax,
        List<ConfigurationLog> configuration,
        Wire wire,
        Tally tally,
        History history) {

    /** Name, without prefix, of the topic that partial sums go through. */
    public static final String PARTIALS = "detectors-partial-sums";

    public TopologySettings {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: at least 1)");
        }
        configuration = List.copyOf(configuration);
    }

    /** Nothing that was kept is learnt again. */
    public TopologySettings(
            String prefix,
            int partitions,
            Duration lateness,
            Duration configMargin,
            Duration tickEvery,
            Duration retention,
            Duration idle,
            int groupsMax,
            List<ConfigurationLog> configuration,
            Wire wire,
            Tally tally) {
        this(
                prefix,
                partitions,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                configuration,
                wire,
                tally,
                History.NONE);
    }

    public TopologySettings withHistory(History newHistory) {
        return new TopologySettings(
                prefix,
                partitions,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                configuration,
                wire,
                tally,
                newHistory);
    }

    String name(Topic topic) {
        return topic.name(prefix);
    }

    /** Partial sums on their way to the task of their group; private to this service. */
    public String partialsTopic() {
        return prefix + PARTIALS;
    }

    Rollup.Limits rollupLimits() {
        return new Rollup.Limits(lateness.toMillis(), idle.toMillis());
    }

    /** How long groups are waited for and remembered. */
    public Judge.Limits judgeLimits() {
        return new Judge.Limits(lateness.toMillis(), retention.toMillis(), idle.toMillis(), groupsMax);
    }
}
