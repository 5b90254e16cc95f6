package io.tidemark.bench.pipeline;

import io.tidemark.avro.BandStage;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.standalone.capacity.CapacityPlan;
import io.tidemark.testkit.broker.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** What the detectors service costs at several numbers of series and intervals: time, heap, and bytes in each topic. */
public final class ScaleBenchmark implements Benchmark {

    /** Series are new for so long at least: what is kept of them is looked for and their models are made. */
    private static final int COLD_SECONDS = 420;

    /** @param seconds log behind the cold part */
    private record Load(String name, int series, int intervalSeconds, int seconds) {

        /** Compilers are at work for long after the series are new: they get as much of the log as is measured. */
        int coldSeconds() {
            return Math.max(COLD_SECONDS, seconds);
        }
    }

    /** Of the log behind it: the service has started again, and restores what it knew. */
    private static final double AGAIN = 0.2;

    private static final String WARM = "warm";

    /** What loads of more series are compared with. */
    private static final String FEW = "10k_each_10s";

    private static final List<Load> LOADS = List.of(
            new Load(WARM, 10_000, 10, 1_500),
            new Load("10k_each_1s", 10_000, 1, 1_200),
            new Load(FEW, 10_000, 10, 12_000),
            new Load("10k_each_60s", 10_000, 60, 24_000),
            new Load("100k_each_10s", 100_000, 10, 1_200));

    /** As time passes, a whole minute of it measured: commits then write what changed in a second, not what changed in minutes. */
    private static final List<Load> LIVE =
            List.of(new Load("live_50k_each_10s", 50_000, 10, 60), new Load("live_50k_each_60s", 50_000, 60, 60));

    private static final String POINTS_PER_SECOND = "_points_per_second";
    private static final int LIVE_COLD_SECONDS = 100;

    private final List<Load> recorded;
    private final List<Load> live;

    /**
     * @param most one more load of so many series, one point each 10 s; 0: none
     * @param only names of the loads that are measured; empty: all
     * @throws IllegalArgumentException where one of them is none
     */
    public ScaleBenchmark(int most, Set<String> only) {
        List<Load> all = new ArrayList<>(LOADS);
        if (most > 0) {
            all.add(new Load("most_each_10s", most, 10, 240));
        }
        List<String> names =
                Stream.concat(all.stream(), LIVE.stream()).map(Load::name).toList();
        if (!names.containsAll(only)) {
            throw new IllegalArgumentException("--load is " + only + " (expected some of " + names + ")");
        }
        Predicate<Load> isMeasured = load -> only.isEmpty() || load.name().equals(WARM) || only.contains(load.name());
        this.recorded = all.stream().filter(isMeasured).toList();
        this.live = LIVE.stream().filter(isMeasured).toList();
    }

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String describe() {
        return """
                scale: the detectors service (one stream thread, exactly_once_v2, commit 1 s, %s on every series) on recorded logs of
                10,000 series with a point each 1, 10 and 60 s, and of 100,000 (--series N: and of N) with one each 10 s. Told of each:
                points a second, processor time of the process, heap and written bytes a series and second, what they need until all series are known and
                answered (as much of the log again, %d s at least) and the first fifth left out. Then 50,000 series live, for a minute, and what `tidemark plan-capacity` says of that over what was measured. The
                broker is a JVM of its own.
                """.formatted(Service.MODEL, COLD_SECONDS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path state = Files.createTempDirectory("tidemark-bench");
        try {
            measureAll(state, figures, progress);
        } finally {
            Service.delete(state);
        }
        return figures;
    }

    private void measureAll(Path state, Figures figures, Progress progress) throws Exception {
        for (Load load : recorded) {
            measure(load, state, load.name().equals(WARM) ? new Figures() : figures, progress);
        }
        for (Load load : live) {
            live(load, state, figures, progress);
        }
    }

    private static void live(Load load, Path state, Figures figures, Progress progress) throws Exception {
        progress.say(load.name() + ", " + (LIVE_COLD_SECONDS + load.seconds()) + " s");
        String prefix = load.name() + ".";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart();
                Admin admin = broker.admin()) {
            Service service = Service.prepare(admin, broker.bootstrapServers(), prefix, Service.EACH);
            long before = usedHeap();
            long start = System.currentTimeMillis() / 1000 + 10;
            int seconds = LIVE_COLD_SECONDS + load.seconds() + 5;
            PointLog log = new PointLog(load.series(), Service.PARTITIONS, seconds, start, load.intervalSeconds());
            Seen first = new Seen();
            Seen last = new Seen();
            try (var app = service.start(state.resolve(prefix), Service.COMMIT_EVERY)) {
                CompletableFuture<Void> writing = log.writeLive(broker.bootstrapServers(), prefix);
                Service.awaitSecond(start + LIVE_COLD_SECONDS);
                first.look(admin);
                Service.awaitSecond(start + LIVE_COLD_SECONDS + load.seconds());
                last.look(admin);
                writing.get();
                last.heap = usedHeap();
                if (!app.fault().isEmpty()) {
                    throw new IllegalStateException("the service stopped: " + app.fault());
                }
            }
            service.requireRows(BandStage.DIRECT, load.series());
            costs(load, load.seconds(), first, last, before, figures);
        }
    }

    private static void measure(Load load, Path state, Figures figures, Progress progress) throws Exception {
        progress.say(load.name());
        String prefix = load.name() + ".";
        int seconds = load.coldSeconds() + load.seconds();
        try (EmbeddedKafka broker = EmbeddedKafka.startApart(Service.LARGE_BROKER);
                Admin admin = broker.admin()) {
            Service service = Service.prepare(admin, broker.bootstrapServers(), prefix, Service.EACH);
            PointLog cold = PointLog.ahead(load.series(), load.coldSeconds(), load.intervalSeconds());
            PointLog log = cold.next(load.seconds());
            long before = usedHeap();
            cold.write(broker.bootstrapServers(), prefix);
            service.settle(state.resolve(prefix));
            log.write(broker.bootstrapServers(), prefix);
            Seen first = new Seen();
            Seen last = new Seen();
            double took = service.run(state.resolve(prefix), AGAIN, () -> first.look(admin), () -> {
                last.look(admin);
                last.heap = usedHeap(); // behind what is timed
            });
            service.requireRows(BandStage.DIRECT, (long) load.series() * (seconds / 60 - 1));
            figures.add(load.name() + POINTS_PER_SECOND, log.points() / took, "points/s");
            if (load.series() > 10_000 && figures.has(FEW + POINTS_PER_SECOND)) {
                double few = figures.get(FEW + POINTS_PER_SECOND);
                figures.add(load.name() + "_over_" + FEW, log.points() / took / few, "ratio");
            }
            figures.add(load.name() + "_times_real_time", load.seconds() / took, "ratio");
            costs(load, service.measuredShare() * load.seconds(), first, last, before, figures);
        }
    }

    /** Costs between two looks, beside what is planned for them. */
    private static void costs(Load load, double seconds, Seen first, Seen last, long heapBefore, Figures figures) {
        String name = load.name() + "_";
        double seriesSeconds = load.series() * seconds;
        figures.add(name + "heap", (last.heap - heapBefore) / (double) load.series(), "bytes/series");
        CapacityPlan.Cost planned = CapacityPlan.costOf(load.intervalSeconds(), 1);
        boolean isPlanned = LIVE.contains(load); // who replays a log pays less, for commits that see more of it
        for (CapacityPlan.Kind kind : CapacityPlan.Kind.values()) {
            boolean isTime = kind == CapacityPlan.Kind.PROCESSOR;
            boolean isWrittenBefore = kind == CapacityPlan.Kind.POINTS && !isPlanned;
            double measured = (isTime
                            ? (last.processorNanos - first.processorNanos) / 1e3
                            : isWrittenBefore ? 0 : last.bytes(kind) - first.bytes(kind))
                    / seriesSeconds;
            if (isWrittenBefore) {
                continue;
            }
            String key = kind.name().toLowerCase(Locale.ROOT);
            figures.add(name + key, measured, isTime ? "µs/series/s" : "bytes/series/s");
            if (isPlanned) {
                double forPartitions =
                        isTime ? Service.PARTITIONS * CapacityPlan.PROCESSOR_A_PARTITION / load.series() : 0;
                figures.add(name + "plan_over_" + key, (planned.of(kind) + forPartitions) / measured, "ratio");
            }
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
