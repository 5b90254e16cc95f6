package io.tidemark.detectors.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the detectors run. Start from {@link #of} and change with the {@code with…} methods.
 *
 * @param bootstrapServers where Kafka is
 * @param prefix of topic names, also of the application id
 * @param stateDir where the instance keeps the name by which it is known again, and checkpoints of its state, which is on heap
 * @param partitions of data topics where they have to be created
 * @param threads stream threads of this instance
 * @param standbys copies of each task's state on other instances
 * @param commitEvery time between commits: what is told becomes readable at a commit
 * @param checkpointEvery time between checkpoints of each store on the local disk; zero for none
 * @param lateness how long a bucket waits for points
 * @param configMargin how long after its record a configuration becomes known to every task
 * @param tickEvery how often a task appends the wall clock to its partition
 * @param retention how long a silent group is told with NaN, in event time
 * @param idle how long the state of what sends nothing is kept
 * @param groupsMax groups of one query in one task; more are refused, counted and told
 * @param schemaRegistry registry whose wire format is used; empty: Avro's single-object encoding
 * @param httpPort port of {@code /healthz} and {@code /metrics} on 127.0.0.1, 0 for a free one; empty: none
 * @param connection further settings of all Kafka clients, such as security
 */
public record DetectorsSettings(
        String bootstrapServers,
        String prefix,
        Path stateDir,
        int partitions,
        int threads,
        int standbys,
        Duration commitEvery,
        Duration checkpointEvery,
        Duration lateness,
        Duration configMargin,
        Duration tickEvery,
        Duration retention,
        Duration idle,
        int groupsMax,
        Optional<URI> schemaRegistry,
        OptionalInt httpPort,
        Map<String, String> connection) {

    private static final Duration CHECKPOINT_LEAST = Duration.ofMillis(100);
    private static final Duration CHECKPOINT_MOST = Duration.ofHours(1);

    public DetectorsSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        connection = Map.copyOf(connection);
    }

    /** The defaults. */
    public static DetectorsSettings of(String bootstrapServers, Path stateDir) {
        return new DetectorsSettings(
                bootstrapServers,
                "tidemark.",
                stateDir,
                8,
                2,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ofDays(30),
                1_000_000,
                Optional.empty(),
                OptionalInt.empty(),
                Map.of());
    }

    public DetectorsSettings withPrefix(String newPrefix) {
        return new DetectorsSettings(
                bootstrapServers,
                newPrefix,
                stateDir,
                partitions,
                threads,
                standbys,
                commitEvery,
                checkpointEvery,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                schemaRegistry,
                httpPort,
                connection);
    }

    public DetectorsSettings withPartitions(int newPartitions) {
        return new DetectorsSettings(
                bootstrapServers,
                prefix,
                stateDir,
                newPartitions,
                threads,
                standbys,
                commitEvery,
                checkpointEvery,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                schemaRegistry,
                httpPort,
                connection);
    }

    public DetectorsSettings withThreads(int newThreads) {
        return new DetectorsSettings(
                bootstrapServers,
                prefix,
                stateDir,
                partitions,
                newThreads,
                standbys,
                commitEvery,
                checkpointEvery,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                schemaRegistry,
                httpPort,
                connection);
    }

    public DetectorsSettings withGroupsMax(int newGroupsMax) {
        return new DetectorsSettings(
                bootstrapServers,
                prefix,
                stateDir,
                partitions,
                threads,
                standbys,
                commitEvery,
                checkpointEvery,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                newGroupsMax,
                schemaRegistry,
                httpPort,
                connection);
    }

    public DetectorsSettings withTimes(Duration newCommitEvery, Duration newLateness, Duration newConfigMargin) {
        return new DetectorsSettings(
                bootstrapServers,
                prefix,
                stateDir,
                partitions,
                threads,
                standbys,
                newCommitEvery,
                checkpointEvery,
                newLateness,
                newConfigMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                schemaRegistry,
                httpPort,
                connection);
    }

    public DetectorsSettings withHttpPort(int port) {
        return new DetectorsSettings(
                bootstrapServers,
                prefix,
                stateDir,
                partitions,
                threads,
                standbys,
                commitEvery,
                checkpointEvery,
                lateness,
                configMargin,
                tickEvery,
                retention,
                idle,
                groupsMax,
                schemaRegistry,
                OptionalInt.of(port),
                connection);
    }

    /** Application id of the stream: consumer group and prefix of its changelogs. */
    public String applicationId() {
        return prefix.replaceAll("[.]$", "").replaceAll("[^A-Za-z0-9._-]", "-") + "-detectors";
    }

    /** Everything that is wrong, each as what, value, expected. */
    public List<String> validate() {
        List<String> faults = new ArrayList<>();
        require(faults, !bootstrapServers.isBlank(), "bootstrapServers", bootstrapServers, "host:port[,host:port]");
        require(faults, partitions >= 1 && partitions <= 10_000, "partitions", partitions, "1 to 10000");
        require(faults, threads >= 1 && threads <= 256, "threads", threads, "1 to 256");
        require(faults, standbys >= 0 && standbys <= 10, "standbys", standbys, "0 to 10");
        within(faults, "commitEvery", commitEvery, Duration.ofMillis(10), Duration.ofMinutes(1));
        boolean often =
                checkpointEvery.compareTo(CHECKPOINT_LEAST) >= 0 && checkpointEvery.compareTo(CHECKPOINT_MOST) <= 0;
        require(
                faults,
                checkpointEvery.isZero() || often,
                "checkpointEvery",
                checkpointEvery,
                "PT0S for none, or " + CHECKPOINT_LEAST + " to " + CHECKPOINT_MOST);
        within(faults, "lateness", lateness, Duration.ofSeconds(1), Duration.ofHours(1));
        within(faults, "configMargin", configMargin, Duration.ZERO, Duration.ofMinutes(5));
        within(faults, "tickEvery", tickEvery, Duration.ofMillis(100), Duration.ofSeconds(10));
        within(faults, "retention", retention, Duration.ZERO, idle);
        within(faults, "idle", idle, Duration.ofHours(1), Duration.ofDays(3_650));
        require(faults, groupsMax >= 1, "groupsMax", groupsMax, "at least 1");
        return faults;
    }

    private static void within(List<String> faults, String name, Duration value, Duration least, Duration most) {
        boolean good = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
        require(faults, good, name, value, least + " to " + most);
    }

    private static void require(List<String> faults, boolean good, String name, Object value, String expected) {
        if (!good) {
            faults.add(name + " is \"" + value + "\" (expected " + expected + "). [bad-setting]");
        }
    }
}
