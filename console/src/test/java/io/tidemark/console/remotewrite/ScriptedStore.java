package io.tidemark.console.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xerial.snappy.Snappy;

/** Takes remote write on the loopback address, answers what it is told to, and keeps what it took. */
final class ScriptedStore implements AutoCloseable {

    /** A sample of one series. */
    record Sample(Map<String, String> labels, long millis, double value) {}

    private final HttpServer server;
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<Integer> answered = Collections.synchronizedList(new ArrayList<>());
    private final List<Sample> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, String>> headers = Collections.synchronizedList(new ArrayList<>());

    ScriptedStore(Integer... statuses) throws IOException {
        answers.addAll(List.of(statuses));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/write", this::write);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write");
    }

    List<Integer> answered() {
        return List.copyOf(answered);
    }

    List<Sample> taken() {
        return List.copyOf(taken);
    }

    List<Map<String, String>> headers() {
        return List.copyOf(headers);
    }

    private void write(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.get(0)));
        headers.add(seen);
        Integer next = answers.poll();
        int status = next == null ? 204 : next;
        if (status / 100 == 2) {
            taken.addAll(samples(Snappy.uncompress(body)));
        }
        answered.add(status);
        if (status == 429) {
            exchange.getResponseHeaders().set("retry-after", "0");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static List<Sample> samples(byte[] request) throws IOException {
        List<Sample> all = new ArrayList<>();
        for (byte[] series : fields(request).getOrDefault(1, new ArrayDeque<>())) {
            Map<Integer, ArrayDeque<byte[]>> fields = fields(series);
            Map<String, String> labels = new TreeMap<>();
            String before = "";
            for (byte[] label : fields.get(1)) {
                Map<Integer, ArrayDeque<byte[]>> pair = fields(label);
                String name = new String(pair.get(1).peek());
                if (name.compareTo(before) <= 0) {
                    throw new IOException("labels are not sorted: " + before + ", " + name);
                }
                before = name;
                labels.put(name, new String(pair.get(2).peek()));
            }
            for (byte[] sample : fields.get(2)) {
                CodedInputStream in = CodedInputStream.newInstance(sample);
                in.readTag();
                double value = in.readDouble();
                in.readTag();
                all.add(new Sample(labels, in.readInt64(), value));
            }
        }
        return all;
    }

    private static Map<Integer, ArrayDeque<byte[]>> fields(byte[] message) throws IOException {
        Map<Integer, ArrayDeque<byte[]>> fields = new TreeMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            fields.computeIfAbsent(tag >>> 3, any -> new ArrayDeque<>()).add(in.readByteArray());
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
