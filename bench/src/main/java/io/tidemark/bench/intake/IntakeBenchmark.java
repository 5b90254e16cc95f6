package io.tidemark.bench.intake;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.bench.ProcessorTime;
import io.tidemark.ingest.http.IngestRoutes;
import io.tidemark.ingest.statsd.StatsdIntake;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines a second of DogStatsD and points a second of each HTTP form, on one thread, over a loop that only reads the bytes. */
public final class IntakeBenchmark implements Benchmark {

    private static final double SECONDS_EACH = 0.5;
    /** One for each series and millisecond: more than one agent is sent, and a bucket of ten seconds still takes all of them. */
    private static final double LINES_PER_SECOND = 1_000_000;

    /** Path and loop in turn: neighbours on the machine come and go. */
    private static final int ROUNDS = 9;

    private static final int WARM_ROUNDS = 4;

    private long sink;

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public String describe() {
        return """
                intake: DogStatsD packets (1,432 bytes, five types, four tags, %,d series) from bytes to buckets, and HTTP bodies
                of %,d series with a point each (sketches: %d bins) from inflated bytes to admitted points, on one thread. Beside
                each a loop that reads every byte once and counts line feeds. Parsing, admission, aggregation and their books
                are in; sockets, inflating and Kafka are left out. For the lines a second passes with each million of them. The best of %d rounds of %.1f s of
                processor time each, path and loop in turn, after %d to warm up.
                """.formatted(Bodies.SERIES, Bodies.SERIES, Bodies.SKETCH_BINS, ROUNDS, SECONDS_EACH, WARM_ROUNDS);
    }

    /** One pass over the input. */
    private interface Pass {
        void run() throws Exception;
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        statsd(progress, figures);
        long seconds = Instant.now().getEpochSecond();
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("json_v1", new Form("/api/v1/series", "application/json", Bodies.jsonV1(seconds)));
        forms.put("json_v2", new Form("/api/v2/series", "application/json", Bodies.jsonV2(seconds)));
        forms.put("protobuf_v2", new Form("/api/v2/series", "application/x-protobuf", Bodies.protobufSeries(seconds)));
        forms.put(
                "sketches", new Form("/api/beta/sketches", "application/x-protobuf", Bodies.protobufSketches(seconds)));
        forms.put(
                "distribution_points",
                new Form("/api/v1/distribution_points", "application/json", Bodies.jsonDistribution(seconds)));
        for (Map.Entry<String, Form> one : forms.entrySet()) {
            http(one.getKey(), one.getValue(), progress, figures);
        }
        if (sink == 42) {
            progress.say("the bytes add up to " + sink);
        }
        return figures;
    }

    private record Form(String path, String type, byte[] body) {}

    private void statsd(Progress progress, Figures figures) throws Exception {
        progress.say("DogStatsD");
        List<byte[]> packets = Bodies.packets();
        long lines = packets.stream().mapToLong(IntakeBenchmark::lineFeeds).sum() + packets.size();
        LoadClock clock = new LoadClock(LINES_PER_SECOND);
        Doorway doorway = new Doorway(clock);
        StatsdIntake intake = doorway.statsd(StatsdSettings.DEFAULTS);
        Seconds seconds = inTurn(
                () -> {
                    for (byte[] packet : packets) {
                        intake.packet(packet, 0, packet.length, false, "bench");
                    }
                    clock.took(lines);
                    intake.flush();
                },
                () -> packets.forEach(packet -> sink += lineFeeds(packet)));
        if (doorway.ledger.balance().rejected() > 0) {
            throw new IllegalStateException("lines were refused: the work was not done");
        }
        figures.add("statsd_lines_per_second", lines / seconds.path(), "lines/s")
                .add("statsd_nanoseconds_per_line", seconds.path() / lines * 1e9, "ns/line")
                .add("statsd_reading_loop_lines_per_second", lines / seconds.loop(), "lines/s")
                .add("statsd_ratio_to_reading_loop", seconds.loop() / seconds.path(), "ratio");
    }

    private void http(String name, Form form, Progress progress, Figures figures) throws Exception {
        progress.say("HTTP " + name + ", " + form.body().length + " bytes a body");
        Doorway doorway = new Doorway(Clock.systemUTC());
        IngestRoutes routes = doorway.routes();
        Seconds seconds = inTurn(
                () -> {
                    int status = routes.deliver(form.path(), form.type(), form.body())
                            .join();
                    if (status != 202) {
                        throw new IllegalStateException(name + " was answered " + status);
                    }
                },
                () -> sink += lineFeeds(form.body()));
        if (doorway.discard.points() % Bodies.SERIES != 0
                || doorway.ledger.balance().rejected() > 0) {
            throw new IllegalStateException("points are missing: the work was not done");
        }
        figures.add(name + "_points_per_second", Bodies.SERIES / seconds.path(), "points/s")
                .add(name + "_ratio_to_reading_loop", seconds.loop() / seconds.path(), "ratio");
    }

    /** Processor time of one pass of each. */
    private record Seconds(double path, double loop) {}

    private static Seconds inTurn(Pass path, Pass loop) throws Exception {
        for (int round = 0; round < WARM_ROUNDS; round++) {
            timed(path);
            timed(loop);
        }
        double bestPath = Double.MAX_VALUE;
        double bestLoop = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            bestPath = Math.min(bestPath, timed(path));
            bestLoop = Math.min(bestLoop, timed(loop));
        }
        return new Seconds(bestPath, bestLoop);
    }

    private static double timed(Pass pass) throws Exception {
        long start = ProcessorTime.nanos();
        long passes = 0;
        double elapsed = 0;
        while (elapsed < SECONDS_EACH) {
            pass.run();
            passes++;
            elapsed = (ProcessorTime.nanos() - start) / 1e9;
        }
        return elapsed / passes;
    }

    private static long lineFeeds(byte[] bytes) {
        long count = 0;
        for (byte b : bytes) {
            if (b == '\n') {
                count++;
            }
        }
        return count;
    }
}
