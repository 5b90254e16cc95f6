package io.tidemark.alerting.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.configuration.MonitorReading;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.NotificationKind;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a monitor would say, on what was. */
class MonitorPreviewTest {

    private static final Wire WIRE = Wire.singleObject();
    private static final Instant NOW = Instant.parse("2026-06-02T10:00:00Z");
    private static final String MONITOR = """
            {"name": "CPU of {{host.name}}", "type": "query alert", "tags": ["team:a"],
             "query": "avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90",
             "message": "{{#is_alert}}{{value}} @ops@example.org{{/is_alert}}{{#is_recovery}}fine{{/is_recovery}}",
             "options": {"thresholds": {"critical": 90, "warning": 75}, "new_group_delay": 0, "renotify_interval": 10,
                         "notify_no_data": true, "no_data_timeframe": 10}}
            """;

    @Test
    void whatHappenedIsShownAsItWasAndTheRestIsMadeUp() {
        MonitorDocument document = document();
        MonitorPreview preview = new MonitorPreview(MonitorReading.read(document, 0), WIRE, NOW);
        long start = Instant.parse("2026-06-01T10:00:00Z").getEpochSecond();
        double[] values = {40, 95.5, 40};
        for (int i = 0; i < values.length; i++) {
            preview.take(0, new BandBatchWriter(WIRE).tick((start + 60L * (i + 1)) * 1_000, BandStage.DIRECT));
            preview.take(
                    0,
                    new BandBatchWriter(WIRE)
                            .begin(MonitorQueries.of(document).get(0).id(), 1, "", 60, BandStage.DIRECT)
                            .add("host:web-01", start + 60L * i, values[i], 0)
                            .plain()
                            .toBytes());
        }
        List<MonitorPreview.Shown> shown = preview.shown();
        assertThat(shown)
                .extracting(one -> one.notification().getKind() + " " + one.happened())
                .containsExactly(
                        "WARNED false", "TRIGGERED true", "RENOTIFIED false", "RECOVERED true", "NO_DATA false");
        MonitorPreview.Shown alert = shown.get(1);
        assertThat(alert.notification().getSubject()).isEqualTo("[Triggered on {host:web-01}] CPU of web-01");
        assertThat(alert.notification().getBody()).isEqualTo("95.5 @ops@example.org");
        assertThat(alert.notification().getGraph()).isNotNull();
        assertThat(alert.recipients())
                .singleElement()
                .satisfies(one -> assertThat(one.recipient()).isEqualTo("ops@example.org"));
        assertThat(shown.get(3).recipients())
                .as("the message names nobody when it recovers")
                .isEmpty();
        assertThat(shown.get(3).notification().getBody()).isEqualTo("fine");
    }

    @Test
    void withoutAnyRecordEveryStateIsMadeUp() {
        List<MonitorPreview.Shown> shown = new MonitorPreview(MonitorReading.read(document(), 0), WIRE, NOW).shown();
        assertThat(shown).hasSize(5).noneMatch(MonitorPreview.Shown::happened);
        assertThat(shown)
                .filteredOn(one -> one.notification().getKind() == NotificationKind.TRIGGERED)
                .singleElement()
                .satisfies(one -> assertThat(one.notification().getBody()).isEqualTo("90 @ops@example.org"));
        assertThat(shown.get(0).notification().getMonitorName()).isEqualTo("CPU of example");
        assertThat(shown.get(0).notification().getDecidedAt()).isEqualTo(NOW);
    }

    private static MonitorDocument document() {
        return (MonitorDocument) Documents.parse(DocumentKind.MONITOR, "cpu", MONITOR.getBytes(StandardCharsets.UTF_8))
                .fold(good -> good.document(), bad -> {
                    throw new AssertionError(bad.faults().toString());
                });
    }
}
