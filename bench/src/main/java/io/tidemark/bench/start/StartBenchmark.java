package io.tidemark.bench.start;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Seconds from the command to the first page and to the first band that the console can show. */
public final class StartBenchmark implements Benchmark {

    private static final int RUNS = 3;
    private static final Duration GIVE_UP = Duration.ofMinutes(3);
    private static final long LOOK_EVERY_NANOS = 50_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String describe() {
        return """
                start: `./tidemark demo`, built before, from the command to the first page served and to the first band that
                the console shows; the median of %d starts, each with an empty data folder. Left out: the build, and the
                making of the class archive (the first start makes it; it is not counted).
                """.formatted(RUNS);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        progress.say("one start that is not counted");
        once(progress);
        double[] pages = new double[RUNS];
        double[] bands = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            progress.say("start " + (i + 1) + " of " + RUNS);
            double[] seconds = once(progress);
            pages[i] = seconds[0];
            bands[i] = seconds[1];
        }
        return new Figures()
                .add("first_page_seconds", median(pages), "s")
                .add("first_band_seconds", median(bands), "s");
    }

    private double[] once(Progress progress) throws IOException, InterruptedException {
        int port = freePort();
        String root = System.getProperty("tidemark.root", ".");
        long started = System.nanoTime();
        Process demo = new ProcessBuilder(
                        Path.of(root, "tidemark").toString(),
                        "demo",
                        "--port",
                        Integer.toString(port),
                        "--statsd-port",
                        "0",
                        "--exit-after",
                        "3m")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            double page = until(demo, started, port, "/", "<");
            double band = until(demo, started, port, "/metrics", BANDS_SHOWN);
            progress.say(String.format("page after %.1f s, band after %.1f s", page, band));
            return new double[] {page, band};
        } finally {
            demo.descendants().forEach(ProcessHandle::destroy);
            demo.destroy();
            if (!demo.waitFor(30, TimeUnit.SECONDS)) {
                demo.destroyForcibly();
            }
        }
    }

    /** The console's counter of records with bands in its history, with a first digit that is not zero. */
    private static final String BANDS_SHOWN = "tidemark_console_records_total{topic=\"bands\"} [1-9]";

    private double until(Process demo, long started, int port, String path, String wanted)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        while (System.nanoTime() - started < GIVE_UP.toNanos()) {
            if (!demo.isAlive()) {
                throw new IOException("the demo ended with exit code " + demo.exitValue());
            }
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().lines().anyMatch(line -> matches(line, wanted))) {
                    return (System.nanoTime() - started) / 1e9;
                }
            } catch (IOException e) {
                // Not up yet: that is what is being measured.
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        throw new IOException("nothing like " + wanted + " at " + uri + " within " + GIVE_UP);
    }

    private static boolean matches(String line, String wanted) {
        int digit = wanted.indexOf(" [1-9]");
        return digit < 0
                ? line.contains(wanted)
                : line.startsWith(wanted.substring(0, digit)) && line.matches(".* [1-9].*");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
