package io.tidemark.bench.senders;

import com.linecorp.armeria.server.Server;
import io.tidemark.bench.Benchmark.Progress;
import io.tidemark.bench.Figures;
import io.tidemark.bench.ProcessorTime;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.remotewrite.RemoteWriteRoutes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The same stream of write requests over HTTP to Tidemark's route and to what is installed beside it. */
final class Receivers {

    private static final int WARM_UP_BODIES = 300;
    private static final int BODIES = 300;
    private static final Duration START_MAX = Duration.ofSeconds(30);

    /** Clock ticks of /proc: sysconf(_SC_CLK_TCK) is 100 on every Linux that Java runs on. */
    private static final long NANOS_A_TICK = 10_000_000L;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Receivers() {}

    static void compare(Figures figures, Progress progress) throws Exception {
        Ledger ledger = new Ledger();
        Server server = new RemoteWriteRoutes(NowhereContext.create(), ledger, new Semaphore(16))
                .addTo(Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .build();
        server.start().join();
        try {
            progress.say("over HTTP: Tidemark");
            measure("tidemark", server.activeLocalPort(), ProcessorTime::nanos, figures);
            if (ledger.balance().rejected() > 0 || ledger.balance().published() < 1) {
                throw new IllegalStateException("samples were refused: the work was not done");
            }
            // vmagent hands on what it takes: to Tidemark, as it would.
            peer(
                    "prometheus",
                    figures,
                    progress,
                    (folder, port) -> List.of(
                            "--config.file=" + Files.createFile(folder.resolve("prometheus.yml")),
                            "--storage.tsdb.path=" + folder.resolve("tsdb"),
                            "--storage.tsdb.retention.time=60d",
                            "--web.enable-remote-write-receiver",
                            "--log.level=error",
                            "--web.listen-address=127.0.0.1:" + port));
            peer(
                    "vmagent",
                    figures,
                    progress,
                    (folder, port) -> List.of(
                            "-remoteWrite.url=http://127.0.0.1:" + server.activeLocalPort() + "/api/v1/write",
                            "-remoteWrite.tmpDataPath=" + folder.resolve("queue"),
                            "-loggerLevel=ERROR",
                            "-httpListenAddr=127.0.0.1:" + port));
        } finally {
            server.stop().join();
        }
    }

    private interface Arguments {
        List<String> of(Path folder, int port) throws IOException;
    }

    private static void peer(String name, Figures figures, Progress progress, Arguments arguments) throws Exception {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if (!installed) {
            progress.say("over HTTP: " + name + " is not installed, left out");
            return;
        }
        progress.say("over HTTP: " + name);
        Path folder = Files.createTempDirectory("tidemark-bench");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(arguments.of(folder, port));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            awaitReady(process, port, folder);
            measure(name, port, () -> cpuNanos(process.pid()), figures);
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            remove(folder);
        }
    }

    private static void measure(String name, int port, LongSupplier cpuNanos, Figures figures) throws Exception {
        WriteRequests requests = new WriteRequests();
        send(requests.next(1), port);
        for (int i = 0; i < WARM_UP_BODIES; i += 20) {
            send(requests.next(20), port);
        }
        List<byte[]> bodies = requests.next(BODIES);
        long cpuBefore = cpuNanos.getAsLong();
        long start = System.nanoTime();
        send(bodies, port);
        double seconds = (System.nanoTime() - start) / 1e9;
        double samples = (double) BODIES * WriteRequests.SERIES;
        figures.add(name + "_over_http_samples_per_second", samples / seconds, "samples/s")
                .add(name + "_cpu_nanoseconds_per_sample", (cpuNanos.getAsLong() - cpuBefore) / samples, "ns/sample");
    }

    private static void send(List<byte[]> bodies, int port) throws Exception {
        for (byte[] body : bodies) {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/write"))
                            .header("Content-Type", "application/x-protobuf")
                            .header("Content-Encoding", "snappy")
                            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                            .timeout(START_MAX)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("a write was answered " + answer.statusCode() + ": " + answer.body());
            }
        }
    }

    private static void awaitReady(Process process, int port, Path folder) throws Exception {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                HttpResponse<String> answer = CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/healthy"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("it did not become ready: "
                + Files.readString(folder.resolve("log")).strip());
    }

    private static long cpuNanos(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(columns[11]) + Long.parseLong(columns[12])) * NANOS_A_TICK;
        } catch (IOException e) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
