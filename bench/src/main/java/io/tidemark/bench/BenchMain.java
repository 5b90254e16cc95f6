package io.tidemark.bench;

import io.tidemark.bench.history.HistoryBenchmark;
import io.tidemark.bench.intake.IntakeBenchmark;
import io.tidemark.bench.intake.UdpBenchmark;
import io.tidemark.bench.kernels.KernelBenchmark;
import io.tidemark.bench.pipeline.InstancesBenchmark;
import io.tidemark.bench.pipeline.LatencyBenchmark;
import io.tidemark.bench.pipeline.MillionBenchmark;
import io.tidemark.bench.pipeline.PeersBenchmark;
import io.tidemark.bench.pipeline.PipelineBenchmark;
import io.tidemark.bench.pipeline.RecoveryBenchmark;
import io.tidemark.bench.pipeline.ReplayBenchmark;
import io.tidemark.bench.pipeline.ScaleBenchmark;
import io.tidemark.bench.pipeline.ShuffleBenchmark;
import io.tidemark.bench.quality.QualityBenchmark;
import io.tidemark.bench.senders.OtlpBenchmark;
import io.tidemark.bench.senders.RemoteWriteBenchmark;
import io.tidemark.bench.start.StartBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code bench/run}. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Runs one benchmark, prints its table, and writes its figures as JSON where asked.",
        footer = {
            "",
            "Examples:",
            "  bench/run pipeline",
            "  bench/run kernels --json /tmp/kernels.json",
            "  bench/run quality --every 8",
            "  bench/run scale --series 300000",
            "  bench/run scale --load 10k_each_10s --load 100k_each_10s",
            "  bench/run million --minutes 20",
            "  bench/run recovery --series 1000000 --case standby",
            "  bench/run history --series 10000 --days 15"
        })
public final class BenchMain implements Callable<Integer> {

    private static final int HISTORY_SERIES = 500;
    private static final int RECOVERY_SERIES = 100_000;
    private static final int MILLION = 1_000_000;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "which: kernels, pipeline, scale, latency, replay, shuffle, recovery, instances, million, peers, quality, start,"
                            + " history, intake, udp, otlp, remote-write")
    private String name;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as one JSON object")
    private Path json;

    @Option(
            names = "--corpora",
            paramLabel = "DIR",
            description = "quality: folder of the labelled corpora nab, kpi, asd, smd (default: $TIDEMARK_CORPORA, else"
                    + " ../shared/corpora beside the repository)")
    private Path corpora;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "quality: of each corpus the first and then every N-th series (default: ${DEFAULT-VALUE}, all)")
    private int every;

    @Option(
            names = "--series",
            paramLabel = "N",
            description =
                    "history: so many series (default: 500); latency: so many (default: 20,000); recovery: so many (default: 100,000); million: so many (default: 1,000,000); scale: one more load of so many")
    private Integer series;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "recovery: stream threads of each process (default: ${DEFAULT-VALUE}, the service's own default)")
    private int threads = 2;

    @Option(
            names = "--per-second",
            paramLabel = "K",
            description = "latency: points of each series a second (default: one each 10 s)")
    private int perSecond;

    @Option(
            names = "--load",
            paramLabel = "NAME",
            description = "scale: only these, by their names in the table: 100k_each_10s (repeatable; default: all)")
    private Set<String> loads = Set.of();

    @Option(
            names = "--case",
            paramLabel = "CASE",
            description = "recovery: only this one of ${COMPLETION-CANDIDATES} (default: all)")
    private RecoveryBenchmark.Case recoveryCase;

    @Option(names = "--minutes", description = "million: how long (default: ${DEFAULT-VALUE})")
    private int minutes = 60;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "15",
            description = "history: so many days of minutes (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(names = "--rebuild", description = "history: fill a console from an embedded broker as well")
    private boolean rebuild;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    private static Path corporaByDefault() {
        String said = System.getenv("TIDEMARK_CORPORA");
        return said != null
                ? Path.of(said)
                : Path.of(System.getProperty("tidemark.root", "."), "..", "shared", "corpora")
                        .normalize();
    }

    @Override
    public Integer call() throws Exception {
        List<Benchmark> all;
        try {
            all = benchmarks();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        Benchmark benchmark = all.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
        if (benchmark == null) {
            System.err.println("no benchmark \"" + name + "\" (expected one of "
                    + all.stream().map(Benchmark::name).collect(Collectors.joining(", ")) + ")");
            return CommandLine.ExitCode.USAGE;
        }
        System.out.println(benchmark.describe());
        System.out.printf(
                "JDK %s, %d processors%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        Figures figures = benchmark.run(line -> System.err.println("  " + line));
        System.out.print(figures.table());
        if (json != null) {
            figures.write(json, benchmark.name());
            System.out.println("figures written to " + json);
        }
        return CommandLine.ExitCode.OK;
    }

    /**
     * @throws IllegalArgumentException where an option says something that does not exist
     */
    private List<Benchmark> benchmarks() {
        return List.of(
                new KernelBenchmark(),
                new PipelineBenchmark(),
                new LatencyBenchmark(series == null ? LatencyBenchmark.SERIES : series, perSecond),
                new ScaleBenchmark(series == null ? 0 : series, loads),
                new ReplayBenchmark(),
                new ShuffleBenchmark(),
                new RecoveryBenchmark(series == null ? RECOVERY_SERIES : series, threads, recoveryCase),
                new InstancesBenchmark(),
                new PeersBenchmark(),
                new MillionBenchmark(series == null ? MILLION : series, minutes),
                new QualityBenchmark(corpora == null ? corporaByDefault() : corpora, every),
                new IntakeBenchmark(),
                new UdpBenchmark(),
                new StartBenchmark(),
                new OtlpBenchmark(),
                new RemoteWriteBenchmark(),
                new HistoryBenchmark(series == null ? HISTORY_SERIES : series, days, rebuild));
    }
}
