package io.tidemark.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.Books;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.RecordingOutlet;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.series.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What holds for whatever body: its series are admitted or refused with a reason, and no length that it claims is believed. Run on
 * stored inputs by {@link FuzzInputsTest}, on new ones by {@link HttpFuzzTest}.
 */
final class HttpTargets {

    private static final int INFLATED_MAX = 64 * 1024;
    private static final Caller CALLER = new Caller("test", "test");

    private final ManualClock clock = new ManualClock("2026-01-01T00:00:03Z");
    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), clock);
    private final Ledger ledger = new Ledger();
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
    private final Context context = new Context(
            HttpSettings.DEFAULTS,
            admission,
            new EventRule(admission, refusals, () -> "1"),
            new CheckRule(admission),
            refusals,
            ledger,
            outlet,
            clock);

    void json(byte[] body) {
        series(new SeriesReader(false), body);
        series(new SeriesReader(true), body);
    }

    void protobuf(byte[] body) {
        series(new SeriesMessages(), body);
        series(new SketchMessages(), body);
    }

    void documents(byte[] body) {
        for (Door door : List.of(new CheckDoor(context), new EventDoor(context), new HostDoor(context))) {
            int status = door.take(body, CALLER).join().status();
            assertThat(status).isIn(202, 400);
        }
        Books.requireBalance(ledger, refusals);
    }

    void bodies(byte[] body) throws IOException {
        BodyDecoder decoder = new BodyDecoder(INFLATED_MAX);
        Map<String, byte[]> compressed = Map.of(
                "identity", body,
                "gzip", through(body, GZIPOutputStream::new),
                "deflate", through(body, DeflaterOutputStream::new),
                "zstd", Zstd.compress(body));
        for (Map.Entry<String, byte[]> one : compressed.entrySet()) {
            assertThat(decoder.decode(one.getValue(), one.getKey()).value()).isEqualTo(body);
            // Once unmeasured: the first use of a library loads its classes in this thread.
            decoder.decode(body, one.getKey());
            long before = allocated();
            Verdict<byte[]> asIs = decoder.decode(body, one.getKey());
            assertThat(allocated() - before)
                    .as("bytes allocated for %d bytes of %s", body.length, one.getKey())
                    .isLessThan(8L * INFLATED_MAX + 512 * 1024);
            if (asIs.isAdmitted()) {
                assertThat(asIs.value().length).isLessThanOrEqualTo(Math.max(INFLATED_MAX, body.length));
            } else {
                assertThat(asIs.refusal().reason()).isIn(Reason.BAD_COMPRESSION, Reason.INFLATED_TOO_LARGE);
            }
        }
    }

    private void series(SeriesForm form, byte[] body) {
        SeriesBatch.Rules rules =
                new SeriesBatch.Rules(admission, new TimeRule(Optional.empty(), Duration.ofMinutes(10)), 1_000);
        long now = clock.millis();
        SeriesBatch.Result read = form.read(body, new SeriesBatch(rules, "test", now), rules.pointsMax());
        if (read.fault().isPresent()) {
            assertThat(read.fault().get().reason().effect()).isEqualTo(Reason.Effect.REFUSED);
            return;
        }
        assertThat(read.rejectedPoints()).isGreaterThanOrEqualTo(read.refused().size());
        Points points = read.points();
        for (int i = 0; i < points.size(); i++) {
            assertThat(Series.parse(points.series(i)).text()).isEqualTo(points.series(i));
            assertThat(points.value(i)).isFinite();
            assertThat(points.timeMillis(i)).isBetween(1L, now + 600_000);
            assertThat(points.intervalSeconds(i)).isBetween(0, 86_400);
        }
    }

    private interface Compressor {

        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] through(byte[] body, Compressor compressor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor.over(out)) {
            compressing.write(body);
        }
        return out.toByteArray();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
