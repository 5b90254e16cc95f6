package io.tidemark.bench.senders;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.ingest.http.Caller;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.remotewrite.WriteDoor;
import java.util.List;

/** Remote write 1.0: samples a second, over decoding alone and over reading the bytes. */
public final class RemoteWriteBenchmark implements Benchmark {

    private static final int BODIES = 20;
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

                Then the same stream over HTTP, one request after another, to Tidemark's route (Kafka left out), and to Prometheus
                and vmagent where they are installed: samples a second, and processor time a sample (Tidemark's includes that of the
                sender, which runs in the same process). They do other work: Prometheus stores, vmagent packs and sends on.
                """.formatted(WriteRequests.SERIES, Rounds.TEXT);
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Context context = NowhereContext.create();
        Ledger ledger = new Ledger();
        WriteDoor door = new WriteDoor(context, ledger);
        WriteRequests requests = new WriteRequests();
        progress.say("reading, decoding and the whole way in turn");
        List<byte[]> few = requests.next(BODIES);
        double[] rates = Rounds.pointsPerSecond(
                WriteRequests.SERIES,
                new Rounds.Measured(() -> few, body -> sink += Rounds.sumOf(body)),
                new Rounds.Measured(
                        () -> few, body -> sink += WriteDoor.readOnly(body, WriteDoor.Version.ONE, context)),
                new Rounds.Measured(
                        () -> requests.next(BODIES),
                        body -> door.take(body, WriteDoor.Version.ONE, CALLER).join()));
        double reading = rates[0];
        double decoding = rates[1];
        double whole = rates[2];
        if (ledger.balance().rejected() > 0 || ledger.balance().unexplained() != 0) {
            throw new IllegalStateException("samples were refused: the work was not done");
        }
        Figures figures = new Figures()
                .add("reading_samples_per_second", reading, "samples/s")
                .add("decoding_samples_per_second", decoding, "samples/s")
                .add("remote_write_samples_per_second", whole, "samples/s")
                .add("remote_write_over_decoding", whole / decoding, "ratio")
                .add("remote_write_over_reading", whole / reading, "ratio")
                .add("bytes_per_sample", (double) few.get(0).length / WriteRequests.SERIES, "B");
        Receivers.compare(figures, progress);
        return figures;
    }
}
