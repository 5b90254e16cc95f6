package io.tidemark.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.ProtocolDoor;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.ingest.track.Tracks;
import io.tidemark.series.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.xerial.snappy.Snappy;

/**
 * Goal: whatever the bytes, points that can be published and reasons out of the closed list; each sample in exactly
 * one of them.  As a plain test
 * the kept inputs are replayed; {@code ingest/fuzz} looks for more.
 */
class RemoteWriteFuzzTest {

    private static final int INFLATED_MAX = 1024 * 1024;

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), new ManualClock("2026-01-01T00:00:03Z"));

    @FuzzTest(maxDuration = "60s")
    void version1(byte[] body) {
        check(body, false);
    }

    @FuzzTest(maxDuration = "60s")
    void version2(byte[] body) {
        check(body, true);
    }

    @FuzzTest(maxDuration = "60s")
    void snappy(byte[] block) throws IOException {
        Verdict<byte[]> inflated = SnappyBlock.inflate(block, INFLATED_MAX);
        if (inflated.isAdmitted()) {
            assertThat(inflated.value()).hasSizeLessThanOrEqualTo(INFLATED_MAX).isEqualTo(Snappy.uncompress(block));
        }
    }

    private void check(byte[] body, boolean second) {
        WriteReader.Parts parts = new WriteReader.Parts(
                new Admission(AdmissionLimits.DEFAULTS, refusals),
                new TimeRule(Optional.empty(), Duration.ofMinutes(10)),
                refusals,
                new Tracks<>(Tracks.Limits.DEFAULTS, refusals),
                new Families());
        for (int i = 0; i < 2; i++) {
            WriteReader reader = new WriteReader(parts, "fuzz", ProtocolDoor.NOW_MILLIS);
            Optional<Refusal> fault =
                    second ? WireReader.readV2(body, 10_000, reader) : WireReader.readV1(body, 10_000, reader);
            fault.ifPresent(refusal -> assertThat(refusal.message())
                    .contains("[" + refusal.reason().id() + "]"));
            assertThat(reader.points().size()).isEqualTo(reader.received() - reader.rejected() - reader.absorbed());
            for (int p = 0; p < reader.points().size(); p++) {
                assertThat(reader.points().value(p)).isFinite();
                assertThat(Series.parse(reader.points().series(p)).text())
                        .isEqualTo(reader.points().series(p));
            }
        }
    }
}
