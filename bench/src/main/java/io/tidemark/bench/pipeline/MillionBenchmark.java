package io.tidemark.bench.pipeline;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Very many series live, for long, in a process of bounded memory: whether it keeps up, and what it takes. */
public final class MillionBenchmark implements Benchmark {
    private static final int INTERVAL_SECONDS = 10;
    /** All series are new at once: they are looked for in what is kept, which is over after some minutes. */
    private static final int COLD_SECONDS = 300;

    private static final int HEAP_MB = 5_600;
    private static final Pattern PAUSE = Pattern.compile("^\\[([0-9]+)ms].* Pause.* ([0-9.]+)ms$");
    /** Without a tick for so long it does not keep up, whatever comes after. */
    private static final int SILENCE_SECONDS_MAX = 120;

    private static final int LOG_LINES_TOLD = 20;

    private final int series;
    private final int minutes;

    /**
     * @param series how many there are
     * @param minutes how long they are looked at, behind the {@value #COLD_SECONDS} s in which they are new
     */
    public MillionBenchmark(int series, int minutes) {
        this.series = series;
        this.minutes = minutes;
    }

    @Override
    public String name() {
        return "million";
    }

    @Override
    public String describe() {
        return """
                million: %,d series live, a point each %d s, sarima on each, for %d minutes behind %d s that are left out; the detectors in a
                process of their own with a heap of %,d MiB, one stream thread, exactly_once_v2, commit 1 s. Told: processor time, resident
                memory at most, pauses of the collector, bytes written to the changelogs, how long after its second a tick could be read
                in `bands` (read committed), and a band after the end of its minute and lateness. Broker and sender are processes of their own on this machine.
                """.formatted(series, INTERVAL_SECONDS, minutes, COLD_SECONDS, HEAP_MB);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        Path folder = Files.createTempDirectory("tidemark-bench");
        Path gc = folder.resolve("gc.log");
        String prefix = "million.";
        try (EmbeddedKafka broker = EmbeddedKafka.startApart(Service.LARGE_BROKER);
                Admin admin = broker.admin()) {
            String at = broker.bootstrapServers();
            Service.prepare(admin, at, prefix, Service.EACH);
            long start = System.currentTimeMillis() / 1000 + 20;
            PointLog log =
                    new PointLog(series, Service.PARTITIONS, COLD_SECONDS + minutes * 60, start, INTERVAL_SECONDS);
            try (ChildJvm detectors = ServiceProcess.startFull(
                    at,
                    prefix,
                    folder.resolve("state"),
                    0,
                    ServiceProcess.ONE_THREAD,
                    HEAP_MB,
                    "-Xlog:gc:file=" + gc + ":uptimemillis:filecount=0")) {
                CompletableFuture<Void> writing = log.writeLive(at, prefix);
                try {
                    watch(at, prefix, start, detectors, writing, figures, progress);
                } catch (IllegalStateException e) {
                    throw new IllegalStateException(
                            e.getMessage() + "\nlast said:\n" + last(detectors.output()) + "\nlast of the collector:\n"
                                    + last(Files.readAllLines(gc)),
                            e);
                } finally {
                    writing.cancel(true);
                }
                long began = ProcessHandle.of(detectors.pid())
                        .flatMap(process -> process.info().startInstant())
                        .orElseThrow()
                        .toEpochMilli();
                pauses(gc, (start + COLD_SECONDS) * 1000 - began, figures);
            }
        } finally {
            Service.delete(folder);
        }
        return figures;
    }

    private void watch(
            String at,
            String prefix,
            long start,
            ChildJvm detectors,
            CompletableFuture<Void> writing,
            Figures figures,
            Progress progress)
            throws IOException {
        List<TopicPartition> all = IntStream.range(0, Service.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.BANDS.name(prefix), partition))
                .toList();
        ProcessHandle process = ProcessHandle.of(detectors.pid()).orElseThrow();
        BandBatchReader reader = new BandBatchReader(Wire.singleObject());
        long changelogsBefore = 0;
        Duration processorBefore = Duration.ZERO;
        long from = (start + COLD_SECONDS) * 1000;
        long until = from + minutes * 60_000L;
        Delays delays = new Delays();
        Delays bands = new Delays();
        Delays ofMinute = new Delays();
        long rows = 0;
        long residentMost = 0;
        long told = from + 60_000;
        long lastTick = from;
        try (KafkaConsumer<byte[], byte[]> consumer = Service.committedReader(at)) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            boolean measuring = false;
            for (long now = 0; now < until; ) {
                Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(Duration.ofMillis(200));
                now = System.currentTimeMillis();
                if (!detectors.isAlive() || writing.isCompletedExceptionally()) {
                    throw new IllegalStateException("it ended early");
                }
                if (now - Math.max(lastTick, from) > SILENCE_SECONDS_MAX * 1_000L) {
                    throw new IllegalStateException("no tick for %d s, %d s after the beginning: it did not keep up"
                            .formatted(SILENCE_SECONDS_MAX, now / 1000 - start));
                }
                if (!measuring && now >= from) {
                    measuring = true;
                    changelogsBefore = ServiceProcess.changelogBytes(detectors);
                    processorBefore = process.info().totalCpuDuration().orElseThrow();
                }
                residentMost = Math.max(residentMost, resident(detectors.pid()));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    reader.read(record.value());
                    if (measuring) {
                        rows += reader.size();
                        for (int row = 0; row < reader.size(); row++) {
                            bands.add(now - Service.closesAt(reader.startSeconds(row)));
                        }
                        if (reader.tickMillis().isPresent()) {
                            lastTick = now;
                            delays.add(now - reader.tickMillis().getAsLong());
                            ofMinute.add(now - reader.tickMillis().getAsLong());
                        }
                    }
                }
                if (now >= told && ofMinute.size() > 0) {
                    progress.say("minute %d: ticks read after %.1f s (median), %.1f s at most; %,d MiB resident"
                            .formatted(
                                    (told - from) / 60_000,
                                    ofMinute.percentile(50) / 1e3,
                                    ofMinute.percentile(100) / 1e3,
                                    residentMost >> 20));
                    ofMinute = new Delays();
                    told += 60_000;
                }
            }
        }
        if (rows < (long) series * (minutes - 1)) {
            throw new IllegalStateException("only " + rows + " band rows came out: it did not keep up");
        }
        double seconds = minutes * 60.0;
        Duration processor = process.info().totalCpuDuration().orElseThrow().minus(processorBefore);
        figures.add("band_rows", rows, "rows")
                .add("processor", processor.toMillis() / 1e3 / seconds, "cores")
                .add("resident_at_most", residentMost / (double) (1 << 20), "MiB")
                .add(
                        "changelogs",
                        (ServiceProcess.changelogBytes(detectors) - changelogsBefore) / seconds / 1e6,
                        "MB/s")
                .add("tick_read_p50", delays.percentile(50) / 1e3, "s")
                .add("tick_read_p99", delays.percentile(99) / 1e3, "s")
                .add("tick_read_at_most", delays.percentile(100) / 1e3, "s")
                .add("band_read_p50", bands.percentile(50) / 1e3, "s")
                .add("band_read_p99", bands.percentile(99) / 1e3, "s")
                .add("band_read_at_most", bands.percentile(100) / 1e3, "s");
    }

    private static long resident(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static String last(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size()));
    }

    private static void pauses(Path log, long coldMillis, Figures figures) throws IOException {
        double longestCold = 0;
        double longest = 0;
        double sum = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                double millis = Double.parseDouble(pause.group(2));
                if (Long.parseLong(pause.group(1)) < coldMillis) {
                    longestCold = Math.max(longestCold, millis);
                } else {
                    longest = Math.max(longest, millis);
                    sum += millis;
                }
            }
        }
        figures.add("longest_pause", longest, "ms")
                .add("pauses_in_all", sum / 1e3, "s")
                .add("longest_pause_while_new", longestCold, "ms");
    }
}
