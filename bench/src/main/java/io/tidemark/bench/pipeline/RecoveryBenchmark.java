package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** How long bands stay away when a process is killed: started again in its place, without its folder, and with a standby. */
public final class RecoveryBenchmark implements Benchmark {
    private static final int INTERVAL_SECONDS = 10;
    private static final int BUILD_SECONDS = 90;
    /** Series that are new take longer than others; so many more of them are given a second more. */
    private static final int NEW_A_SECOND = 5_000;

    /** From so many on, two processes must share the machine's memory. */
    private static final int MANY = 500_000;

    private static final int HEAP_OF_MANY_MB = 6_500;
    private static final int RECOVER_SECONDS = 150;
    /** Second of a minute at which the process is killed: its minutes close three seconds later. */
    private static final int KILL_AT = 2;

    private final int series;
    private final int threads;
    private final List<Case> cases;

    /** What happens after the kill. */
    public enum Case {
        /** The process starts again where it was, its state folder still there. */
        SAME_FOLDER(0),
        /** Another machine: nothing but what is in Kafka. */
        EMPTY_FOLDER(0),
        /** A second process has a copy of the state. */
        STANDBY(1);

        final int standbys;

        Case(int standbys) {
            this.standbys = standbys;
        }
    }

    /**
     * @param series how many there are
     * @param threads stream threads of each process
     * @param only the one case to measure; null for all
     */
    public RecoveryBenchmark(int series, int threads, Case only) {
        this.series = series;
        this.threads = threads;
        this.cases = only == null ? List.of(Case.values()) : List.of(only);
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String describe() {
        return """
                recovery: %,d series live, a point each %d s, sarima on each, commit 1 s, %d stream threads; the process of the detectors is killed (-9) after %d s
                or more. From the kill to the first band of a partition that was its own, and to the tick of the last partition, both read as committed: a process that is started at
                once in the same folder of state (from its checkpoints, of the last 10 s, and what the changelogs have since), one in an empty folder (from the
                changelogs alone), and one that was there as a standby.
                """.formatted(series, INTERVAL_SECONDS, threads, buildSeconds());
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            for (Case kind : cases) {
                progress.say(kind.name().toLowerCase(Locale.ROOT));
                measure(kind, state, figures);
                String name = kind.name().toLowerCase(Locale.ROOT);
                progress.say("first band after %.1f s, all partitions after %.1f s"
                        .formatted(figures.get(name + "_first_band"), figures.get(name + "_all_partitions")));
            }
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private void measure(Case kind, Path state, Figures figures) throws Exception {
        String name = kind.name().toLowerCase(Locale.ROOT);
        String prefix = name + ".";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart(Service.LARGE_BROKER);
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            Service.prepare(admin, at, prefix, Service.EACH);
            long start = System.currentTimeMillis() / 1000 + 15;
            PointLog log = new PointLog(
                    series, Service.PARTITIONS, buildSeconds() + 60 + recoverSeconds(), start, INTERVAL_SECONDS);
            ChildJvm first = start(at, prefix, state.resolve(prefix + 1), kind.standbys);
            ChildJvm second = null;
            CompletableFuture<Void> writing = log.writeLive(at, prefix);
            try {
                if (kind == Case.STANDBY) {
                    second = start(at, prefix, state.resolve(prefix + 2), kind.standbys);
                }
                long killAt = (start + buildSeconds() + 59) / 60 * 60 + KILL_AT;
                Service.awaitSecond(killAt);
                Set<Integer> lost = partitionsOf(admin, prefix, state.resolve(prefix + 1));
                long killed = System.currentTimeMillis();
                first.kill();
                if (kind != Case.STANDBY) {
                    String folder = kind == Case.SAME_FOLDER ? "1" : "2";
                    second = start(at, prefix, state.resolve(prefix + folder), 0);
                }
                listen(at, prefix, lost, killed, figures, name);
            } finally {
                writing.cancel(true);
                first.close();
                if (second != null) {
                    second.close();
                }
            }
        }
    }

    private ChildJvm start(String at, String prefix, Path folder, int standbys) {
        return series < MANY
                ? ServiceProcess.start(at, prefix, folder, standbys, threads)
                : ServiceProcess.startFull(at, prefix, folder, standbys, threads, HEAP_OF_MANY_MB);
    }

    /** What the process is at work on that has this folder. */
    private static Set<Integer> partitionsOf(Admin admin, String prefix, Path folder) throws Exception {
        String name = Files.readString(folder.resolve("instance-name")).trim();
        String group = DetectorsSettings.of("", folder).withPrefix(prefix).applicationId();
        Set<Integer> partitions = new TreeSet<>();
        for (MemberDescription member : admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()) {
            if (member.groupInstanceId().orElse("").startsWith(name)) {
                member.assignment().topicPartitions().stream()
                        .filter(partition -> partition.topic().equals(Topics.POINTS.name(prefix)))
                        .forEach(partition -> partitions.add(partition.partition()));
            }
        }
        if (partitions.isEmpty()) {
            throw new IllegalStateException("the process that is to be killed has no partition");
        }
        return partitions;
    }

    private int recoverSeconds() {
        return RECOVER_SECONDS + series / NEW_A_SECOND;
    }

    private int buildSeconds() {
        return BUILD_SECONDS + series / NEW_A_SECOND;
    }

    private void listen(String at, String prefix, Set<Integer> lost, long killed, Figures figures, String name) {
        List<TopicPartition> all = IntStream.range(0, Service.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.BANDS.name(prefix), partition))
                .toList();
        BandBatchReader reader = new BandBatchReader(Wire.singleObject());
        BitSet ticked = new BitSet();
        double band = Double.NaN;
        try (KafkaConsumer<byte[], byte[]> consumer = Service.committedReader(at)) {
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            long until = killed + recoverSeconds() * 1000L;
            while (ticked.cardinality() < Service.PARTITIONS || Double.isNaN(band)) {
                if (System.currentTimeMillis() > until) {
                    throw new IllegalStateException("not recovered after " + recoverSeconds()
                            + " s: partitions with ticks " + ticked + ", first band after " + band + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    reader.read(record.value());
                    double after = (System.currentTimeMillis() - killed) / 1e3;
                    // What the dead process had committed has ticks from before it died.
                    if (reader.tickMillis().isPresent() && reader.tickMillis().getAsLong() > killed) {
                        ticked.set(record.partition());
                    }
                    boolean isNew = lost.contains(record.partition())
                            && reader.size() > 0
                            && (reader.startSeconds(0) + 60) * 1000 + 60_000 > killed;
                    if (isNew && Double.isNaN(band)) {
                        band = after;
                    }
                }
            }
            figures.add(name + "_first_band", band, "s");
            figures.add(name + "_all_partitions", (System.currentTimeMillis() - killed) / 1e3, "s");
        }
    }
}
