package io.tidemark.bench.pipeline;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.BandStage;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.detectors.app.DetectorsApp;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DocumentKind;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The detectors service on a recorded log: how long it takes to commit the last record, and what came out. */
final class Service {

    /** Partitions of every topic of points. */
    static final int PARTITIONS = 8;

    /** For many series, as `docs/scaling.md` advises; people who want bands soon have less. */
    static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    /** What judges, where a benchmark does not say otherwise. */
    static final String MODEL = "sarima";

    /** Judges every series on its own. */
    static final String EACH = "avg:bench.load{*} by {*}";

    /**
     * Kafka's own default instead of our broker's, which is for one machine and few series: so many pages of changelogs are
     * compacted in one go.
     */
    static final Map<String, String> LARGE_BROKER =
            Map.of("log.cleaner.dedupe.buffer.size", Integer.toString(128 << 20));

    /** How long buckets wait for points. */
    static final Duration LATENESS = Duration.ofSeconds(5);

    private static final int BUCKET_SECONDS = 60;

    private static final Duration SETTLE = Duration.ofMinutes(8);
    private static final Duration SETTLE_LOOK = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final String prefix;
    private double measuredShare;

    private Service(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
    }

    /** A service with its topics, and one detector of minutes. */
    static Service prepare(Admin admin, String bootstrapServers, String prefix, String query) {
        TopicAdmin.createMissing(admin, prefix, PARTITIONS, Optional.of((short) 1));
        Service service = new Service(bootstrapServers, prefix);
        service.configure(query);
        return service;
    }

    private void configure(String query) {
        String document = """
                {"id": "bench", "query": "%s", "interval": "60s", "model": "%s", "bounds": 4}
                """.formatted(query, MODEL);
        try (ConfigPublisher publisher = ConfigPublisher.connect(connection(), prefix)) {
            publisher
                    .publish(DocumentKind.DETECTOR, "bench", document.getBytes(StandardCharsets.UTF_8))
                    .fold(done -> done, refused -> {
                        throw new IllegalStateException("the detector was refused: " + refused.faults());
                    });
        }
    }

    /** The same with nothing to look at meanwhile. */
    double run(Path stateDir, double cold) throws ExecutionException, InterruptedException {
        return run(stateDir, cold, () -> {}, () -> {});
    }

    /**
     * Starts the service and waits until it has committed all that is in the log now.
     *
     * @param cold share of the log that is not measured: series that are new there, their models looked for in what is kept and
     *     made, and code that is not compiled yet
     * @param atFirst called at the first commit behind the cold part
     * @param atLast called at the last commit, while the service still runs
     * @return wall-clock seconds from the first commit behind the cold part to the one that shows the end, scaled to the
     *     whole log
     */
    double run(Path stateDir, double cold, Runnable atFirst, Runnable atLast)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(connection())) {
            Committed committed = committed(admin);
            try (DetectorsApp app = start(stateDir, COMMIT_EVERY)) {
                double took = committed.await(cold, atFirst, atLast, app::fault);
                measuredShare = committed.measuredShare();
                return took;
            }
        }
    }

    /**
     * Runs the service on what is in the log now until all that its new series asked for is answered: answers come behind the log, and until then
     * each series keeps what it is told for them.
     */
    void settle(Path stateDir) throws ExecutionException, InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Admin admin = Admin.create(connection())) {
            Committed committed = committed(admin);
            try (DetectorsApp app = DetectorsApp.start(settings(stateDir, COMMIT_EVERY), registry)) {
                committed.await(0, () -> {}, () -> {}, app::fault);
                long deadline = System.nanoTime() + SETTLE.toNanos();
                while (unanswered(registry) > 0) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException(unanswered(registry) + " models are still asked for after "
                                + SETTLE + ": " + app.fault());
                    }
                    LockSupport.parkNanos(SETTLE_LOOK.toNanos());
                }
            }
        }
    }

    private static long unanswered(PrometheusMeterRegistry registry) {
        return count(registry, Tally.Of.RELEARN_ASKED)
                - count(registry, Tally.Of.RELEARNT)
                - count(registry, Tally.Of.RELEARN_NOTHING_KEPT)
                - count(registry, Tally.Of.RELEARN_GIVEN_UP);
    }

    private static long count(PrometheusMeterRegistry registry, Tally.Of what) {
        String name =
                "tidemark.detectors." + what.name().toLowerCase(Locale.ROOT).replace('_', '.');
        return (long) registry.get(name).functionCounter().count();
    }

    private Committed committed(Admin admin) throws ExecutionException, InterruptedException {
        return new Committed(admin, group(), Committed.ends(admin, Topics.POINTS.name(prefix), PARTITIONS));
    }

    /** The consumer group of the service. */
    String group() {
        return DetectorsSettings.of(bootstrapServers, Path.of(""))
                .withPrefix(prefix)
                .applicationId();
    }

    /** The service, started; the caller closes it. */
    DetectorsApp start(Path stateDir, Duration commitEvery) {
        return DetectorsApp.start(
                settings(stateDir, commitEvery), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    private DetectorsSettings settings(Path stateDir, Duration commitEvery) {
        return DetectorsSettings.of(bootstrapServers, stateDir)
                .withPrefix(prefix)
                .withPartitions(PARTITIONS)
                .withThreads(1)
                .withTimes(commitEvery, LATENESS, Duration.ofSeconds(2));
    }

    /**
     * @throws IllegalStateException where fewer rows than these came out
     */
    void requireRows(BandStage stage, long wanted) {
        long rows = bandRows(stage);
        if (rows < wanted) {
            throw new IllegalStateException(
                    "only " + rows + " band rows came out (expected " + wanted + "): the work was not done");
        }
    }

    /** When, in milliseconds, a bucket with this start can close: at its end and its lateness. */
    static long closesAt(long startSeconds) {
        return (startSeconds + BUCKET_SECONDS) * 1000 + LATENESS.toMillis();
    }

    /** Waits until the clock shows this second. */
    static void awaitSecond(long second) {
        for (long left = second * 1000 - System.currentTimeMillis();
                left > 0;
                left = second * 1000 - System.currentTimeMillis()) {
            LockSupport.parkNanos(left * 1_000_000);
        }
    }

    /** The share of the log that the last run measured. */
    double measuredShare() {
        return measuredShare;
    }

    /** Band rows of the detector that judges every series that are readable, to show that the work was done. */
    long bandRows() {
        return bandRows(BandStage.DIRECT);
    }

    long bandRows(BandStage stage) {
        String topic = Topics.BANDS.name(prefix);
        List<TopicPartition> all = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        BandBatchReader reader = new BandBatchReader(Wire.singleObject());
        long rows = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = committedReader(bootstrapServers)) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    reader.read(record.value());
                    rows += reader.stage() == stage ? reader.size() : 0;
                }
            }
        }
        return rows;
    }

    /** A consumer that sees what is committed only. */
    static KafkaConsumer<byte[], byte[]> committedReader(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private Properties connection() {
        Properties connection = new Properties();
        connection.put("bootstrap.servers", bootstrapServers);
        return connection;
    }

    /** Removes a folder of state and what is in it. */
    static void delete(Path folder) throws java.io.IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
