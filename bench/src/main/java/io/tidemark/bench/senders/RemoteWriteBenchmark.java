package io.tidemark.bench.senders;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.remotewrite.WriteDoor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xerial.snappy.Snappy;

/** Remote write 1.0: samples a second, over decoding alone and over reading the bytes. */
public final class RemoteWriteBenchmark implements Benchmark {

    private static final int SERIES = 2_000;
    private static final int BODIES = 600;
    private static final Caller CALLER = new Caller("bench", "bench");

    private long sink;

    @Override
    public String name() {
        return "remote-write";
    }

    @Override
    public String describe() {
        return """
                remote-write: 1.0 requests of %,d series with six labels and one sample each, as Prometheus sends them, half
                gauges and half counters, from snappy blocks to admitted points, beside inflating and reading the same messages
                and throwing them away, and a loop that reads every byte of the block once. Sockets and Kafka are left out.
                %s
                """.formatted(SERIES, Rounds.TEXT);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Context context = NowhereContext.create();
        Ledger ledger = new Ledger();
        WriteDoor door = new WriteDoor(context, ledger);
        progress.say("making requests");
        List<byte[]> few = bodies(20);
        progress.say("the bytes alone");
        double reading = Rounds.pointsPerSecond(few, SERIES, body -> sink += Rounds.sumOf(body));
        progress.say("inflating and reading alone");
        double decoding =
                Rounds.pointsPerSecond(few, SERIES, body -> WriteDoor.readOnly(body, WriteDoor.Version.ONE, context));
        progress.say("the whole way");
        // Each body once: a counter's sample that came before is a repetition, and cheaper.
        List<byte[]> many = bodies(BODIES);
        once(many.subList(0, BODIES / 2), door);
        double whole = once(many.subList(BODIES / 2, BODIES), door);
        if (ledger.balance().rejected() > 0 || ledger.balance().unexplained() != 0) {
            throw new IllegalStateException("samples were refused: the work was not done");
        }
        return new Figures()
                .add("reading_samples_per_second", reading, "samples/s")
                .add("decoding_samples_per_second", decoding, "samples/s")
                .add("remote_write_samples_per_second", whole, "samples/s")
                .add("remote_write_over_decoding", whole / decoding, "ratio")
                .add("remote_write_over_reading", whole / reading, "ratio")
                .add("bytes_per_sample", (double) few.get(0).length / SERIES, "B");
    }

    private static double once(List<byte[]> bodies, WriteDoor door) {
        long start = System.nanoTime();
        bodies.forEach(body -> door.take(body, WriteDoor.Version.ONE, CALLER).join());
        return bodies.size() * (double) SERIES * 1e9 / (System.nanoTime() - start);
    }

    private static List<byte[]> bodies(int count) throws IOException {
        long now = System.currentTimeMillis() - 600_000;
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UnknownFieldSet.Field.Builder series = UnknownFieldSet.Field.newBuilder();
            for (int s = 0; s < SERIES; s++) {
                series.addLengthDelimited(series(s, now + i * 10L, i));
            }
            bodies.add(Snappy.compress(UnknownFieldSet.newBuilder()
                    .addField(1, series.build())
                    .build()
                    .toByteArray()));
        }
        return bodies;
    }

    private static ByteString series(int number, long timeMillis, double value) {
        boolean counter = number % 2 == 0;
        UnknownFieldSet.Field.Builder labels = UnknownFieldSet.Field.newBuilder();
        String[][] pairs = {
            {"__name__", counter ? "http_requests_total" : "queue_length"},
            {"code", "200"},
            {"handler", "/api/v1/page/" + number},
            {"instance", "10.0.0.1:9090"},
            {"job", "shop"},
            {"method", "get"}
        };
        for (String[] pair : pairs) {
            labels.addLengthDelimited(UnknownFieldSet.newBuilder()
                    .addField(1, text(pair[0]))
                    .addField(2, text(pair[1]))
                    .build()
                    .toByteString());
        }
        UnknownFieldSet sample = UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addFixed64(Double.doubleToRawLongBits(value))
                                .build())
                .addField(
                        2,
                        UnknownFieldSet.Field.newBuilder().addVarint(timeMillis).build())
                .build();
        return UnknownFieldSet.newBuilder()
                .addField(1, labels.build())
                .addField(
                        2,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(sample.toByteString())
                                .build())
                .build()
                .toByteString();
    }

    private static UnknownFieldSet.Field text(String text) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
    }
}
