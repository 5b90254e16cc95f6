package io.tidemark.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.ManualClock;
import io.tidemark.ingest.ProtocolDoor;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.ingest.track.Tracks;
import io.tidemark.series.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goal: whatever the bytes, an outcome out of the closed list: points that can be published, and reasons; each data
 * point in exactly one
 * of them.  As a plain test
 * the kept inputs are replayed; {@code ingest/fuzz} looks for more.
 */
class OtlpFuzzTest {

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), new ManualClock("2026-01-01T00:00:03Z"));

    @FuzzTest(maxDuration = "60s")
    void protobuf(byte[] body) {
        check(OtlpHttp.ofProtobuf(body));
    }

    @FuzzTest(maxDuration = "60s")
    void json(byte[] body) {
        check(OtlpHttp.ofJson(body));
    }

    private void check(Verdict<ExportRequest> request) {
        if (!request.isAdmitted()) {
            assertThat(request.refusal().message())
                    .contains("[" + request.refusal().reason().id() + "]");
            return;
        }
        OtlpReader reader = reader();
        OtlpReader withoutBytes = reader();
        // Three times: the second time every running total is a repetition, and every point is known by its bytes.
        for (int i = 0; i < 3; i++) {
            OtlpReader.Result read = reader.read(request.value(), "fuzz", ProtocolDoor.NOW_MILLIS);
            assertThat(read.absorbed() + read.refused().size()).isLessThanOrEqualTo(read.received());
            request.value()
                    .attributes()
                    .ifPresent(attributes -> assertThat(attributes.points()).isEqualTo((int) read.received()));
            for (int p = 0; p < read.points().size(); p++) {
                assertThat(read.points().value(p)).isFinite();
                assertThat(Series.parse(read.points().series(p)).text())
                        .isEqualTo(read.points().series(p));
            }
            assertThat(shown(read))
                    .isEqualTo(shown(withoutBytes.read(
                            ExportRequest.of(request.value().message()), "fuzz", ProtocolDoor.NOW_MILLIS)));
        }
    }

    private OtlpReader reader() {
        return new OtlpReader(
                new Admission(AdmissionLimits.DEFAULTS, refusals),
                new TimeRule(Optional.empty(), Duration.ofMinutes(10)),
                refusals,
                new Tracks<>(Tracks.Limits.DEFAULTS, refusals));
    }

    private static List<String> shown(OtlpReader.Result read) {
        List<String> shown = new ArrayList<>();
        shown.add(read.received() + " received, " + read.absorbed() + " absorbed");
        read.refused().forEach(refusal -> shown.add(refusal.message()));
        for (int i = 0; i < read.points().size(); i++) {
            shown.add(read.points().series(i) + " " + read.points().kind(i) + " "
                    + read.points().value(i) + " " + read.points().timeMillis(i));
        }
        return shown;
    }
}
