package io.tidemark.promises;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Those who measure: a script that posts JSON, and a program that sends DogStatsD. */
final class Senders implements AutoCloseable {
    private static final int MINUTES_A_POST = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int httpPort;
    private final ScheduledExecutorService oven = Executors.newSingleThreadScheduledExecutor();
    private final DatagramSocket socket = new DatagramSocket();
    private final int statsdPort;
    private volatile int degrees;

    Senders(int httpPort, int statsdPort) throws IOException {
        this.httpPort = httpPort;
        this.statsdPort = statsdPort;
    }

    /** Posts these minutes of the workload, five a request, in order; each is acknowledged before the next. */
    void post(int fromMinute, int toMinute) throws IOException, InterruptedException {
        for (int minute = fromMinute; minute < toMinute; minute += MINUTES_A_POST) {
            int until = Math.min(toMinute, minute + MINUTES_A_POST);
            List<String> series = new ArrayList<>();
            for (int host = 1; host <= Workload.HOSTS; host++) {
                int of = host;
                series.add(series(
                        "shop.load",
                        "\"dc:" + Workload.centre(host) + "\",\"host:" + Workload.host(host) + "\"",
                        minute,
                        until,
                        at -> Workload.load(of, at)));
            }
            for (String centre : List.of("east", "west")) {
                series.add(
                        series("shop.queue", "\"dc:" + centre + "\"", minute, until, at -> Workload.queue(centre, at)));
            }
            post("{\"series\":[" + String.join(",", series) + "]}");
        }
    }

    /** From now on the oven sends this temperature, twice a second. */
    void oven(int newDegrees) {
        boolean first = degrees == 0;
        degrees = newDegrees;
        if (first) {
            oven.scheduleAtFixedRate(this::sendOven, 0, 500, TimeUnit.MILLISECONDS);
        }
    }

    private interface ValueAt {
        double at(int minute);
    }

    private static String series(String metric, String tags, int from, int until, ValueAt value) {
        List<String> points = new ArrayList<>();
        for (int minute = from; minute < until; minute++) {
            points.add(String.format(Locale.ROOT, "[%d,%s]", Workload.at(minute).getEpochSecond(), value.at(minute)));
        }
        return "{\"metric\":\"" + metric + "\",\"type\":\"gauge\",\"tags\":[" + tags + "],\"points\":["
                + String.join(",", points) + "]}";
    }

    /** Posts one document and insists on its acknowledgement. */
    void post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/api/v1/series"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202 || answer.body().contains("rejected")) {
            throw new AssertionError("the intake answered " + answer.statusCode() + " " + answer.body());
        }
    }

    private void sendOven() {
        byte[] line = ("oven.temperature:" + degrees + "|g|#room:kitchen").getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(line, line.length, InetAddress.getLoopbackAddress(), statsdPort));
        } catch (IOException notTaken) {
            // The next is half a second away; what does not arrive shows as a missing alert.
        }
    }

    @Override
    public void close() {
        oven.shutdownNow();
        socket.close();
    }
}
