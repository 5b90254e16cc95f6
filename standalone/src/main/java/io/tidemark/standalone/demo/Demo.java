package io.tidemark.standalone.demo;

import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.Document;
import io.tidemark.document.Documents;
import io.tidemark.document.Parsed;
import io.tidemark.standalone.replay.Pace;
import io.tidemark.standalone.replay.PointPublisher;
import io.tidemark.standalone.system.TidemarkSystem;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The course of a demo on a running system: documents, then the recordings' history at once, then their last days over
 * about a minute, then only this host until the end.
 */
public final class Demo implements AutoCloseable {
    /** From a document's record until tasks judge by it is 2 s; and ticks come once a second. */
    private static final Duration PROPAGATION = Duration.ofSeconds(4);

    /** What the history may take at most before the last days begin to arrive anyway. */
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(60);

    /** History is warm when this share of its buckets is judged; the last ones stay open until their lateness is over. */
    private static final double WARM_SHARE = 0.98;

    private static final long TURN_MILLIS = 100;

    private final DemoSettings settings;
    private final Clock clock;
    private final String bootstrapServers;
    private final String prefix;
    private final Screen screen;
    private final Tally tally = new Tally();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<ShiftedSeries> series;
    private final Witness witness;
    private final KafkaProducer<byte[], byte[]> producer;
    private final PointPublisher points;

    public Demo(DemoSettings settings, TidemarkSystem system, String prefix, Clock clock, PrintWriter out) {
        this.settings = settings;
        this.clock = clock;
        this.bootstrapServers = system.bootstrapServers();
        this.prefix = prefix;
        this.screen = new Screen(out, System.console() != null);
        Instant now = clock.instant();
        this.series = DemoSeries.all().stream()
                .map(recording -> ShiftedSeries.endingBefore(now, recording))
                .toList();
        Wire wire = Wire.singleObject();
        this.witness =
                new Witness(bootstrapServers, prefix, wire, tally, new Narrator(series, settings.zone(), screen::line));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.points = new PointPublisher(producer, Topics.POINTS.name(prefix), wire);
    }

    /** Runs until the time is over or somebody calls {@link #stop}. @return the summary line */
    public String run() throws InterruptedException {
        long end = settings.exitAfter()
                .map(after -> System.nanoTime() + after.toNanos())
                .orElse(Long.MAX_VALUE);
        Instant known = publishDocuments().plus(PROPAGATION);
        while (tally.tickMillisEverywhere() < known.toEpochMilli() && waitATurn(end)) {
            // Time passes in the partitions, not here.
        }
        publishHistory();
        warmUp(end);
        publishLive(end);
        screen.line("All recorded rows have arrived; this host goes on being watched."
                + (settings.exitAfter().isPresent() ? "" : " Ctrl-C ends the demo."));
        while (waitATurn(end)) {
            // Finds are told by the witness.
        }
        return tally.figures().summary();
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        stop.countDown();
    }

    @Override
    public void close() {
        stop();
        screen.close();
        witness.close();
        producer.close(Duration.ofSeconds(5));
    }

    private Instant publishDocuments() {
        Properties connection = new Properties();
        connection.setProperty("bootstrap.servers", bootstrapServers);
        List<Parsed> parsed = Documents.parseFile(Optional.empty(), DemoDocuments.of(series));
        try (ConfigPublisher publisher = ConfigPublisher.connect(connection, prefix)) {
            for (Parsed one : parsed) {
                Document document =
                        one.fold(accepted -> publisher.publish(accepted).document(), refused -> {
                            throw new IllegalStateException("a bundled document is refused: " + refused.faults());
                        });
                screen.line("applied " + document.kind().text() + " " + document.id());
            }
        }
        return clock.instant();
    }

    private void publishHistory() {
        long rows = 0;
        for (ShiftedSeries one : series) {
            points.publish(one.series(), one.history());
            rows += one.history().size();
        }
        points.flush();
        screen.line("published the history of " + series.size() + " recorded series: " + rows + " points");
    }

    private void warmUp(long end) throws InterruptedException {
        Map<String, Long> wanted = new LinkedHashMap<>();
        for (ShiftedSeries one : series) {
            long width = one.recording().intervalSeconds() * 1_000L;
            wanted.put(
                    one.recording().id(),
                    one.history().stream()
                            .mapToLong(row -> row.epochMillis() / width)
                            .distinct()
                            .count());
        }
        long total = wanted.values().stream().mapToLong(Long::longValue).sum();
        long limit = Math.min(end, System.nanoTime() + WARM_UP_LIMIT.toNanos());
        long done = 0;
        while (done < WARM_SHARE * total) {
            if (!waitATurn(limit)) {
                break;
            }
            done = wanted.entrySet().stream()
                    .mapToLong(e -> Math.min(e.getValue(), tally.bandsOf(e.getKey())))
                    .sum();
            screen.progress("learning from history", done, total);
        }
        screen.end();
    }

    private void publishLive(long end) throws InterruptedException {
        List<Pace> paces = new ArrayList<>();
        long total = 0;
        for (ShiftedSeries one : series) {
            var rows = one.live();
            double span = rows.get(rows.size() - 1).epochMillis() - rows.get(0).epochMillis();
            long millis = settings.liveSpan().toMillis();
            paces.add(new Pace(rows, millis == 0 ? 0 : span / millis));
            total += rows.size();
        }
        screen.line("the last days of each recording arrive now, over "
                + settings.liveSpan().toSeconds() + " s");
        long start = System.nanoTime();
        boolean open = true;
        while (open && !paces.stream().allMatch(Pace::isDone)) {
            long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            for (int i = 0; i < paces.size(); i++) {
                points.publish(series.get(i).series(), paces.get(i).due(since));
            }
            screen.progress(
                    "the last days arrive",
                    paces.stream().mapToLong(Pace::published).sum(),
                    total);
            open = waitATurn(end);
        }
        points.flush();
        screen.end();
    }

    /** @return false when the time is over or the demo was stopped */
    private boolean waitATurn(long end) throws InterruptedException {
        return !stop.await(TURN_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < end;
    }
}
