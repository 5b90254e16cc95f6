package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Direction;
import io.tidemark.query.Scope;
import io.tidemark.query.Seasonality;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: documents become values with the documented defaults, are echoed exactly, and bad bytes are never accepted. */
class DocumentsTest {

    private static final String DETECTOR = "{ \"query\" : \"avg:m{*}\",\n\t\"min_dev\": 1.50 , \"id\":\"d\"}";

    @Test
    void aDocumentIsEchoedExactlyAsItWasPosted() {
        Parsed.Accepted accepted = accepted(Documents.parse(DocumentKind.DETECTOR, utf8(" " + DETECTOR + "\n")));

        assertThat(accepted.json()).isEqualTo(DETECTOR);
    }

    @Test
    void yamlIsEchoedAsTheSameJson() {
        Parsed.Accepted accepted =
                accepted(Documents.parse(DocumentKind.DETECTOR, utf8("id: d\nquery: avg:m{*}\nmin_dev: 1.50\n")));

        assertThat(accepted.json()).isEqualTo("{\"id\":\"d\",\"query\":\"avg:m{*}\",\"min_dev\":1.50}");
    }

    @Test
    void aDetectorHasTheDocumentedDefaults() {
        DetectorDocument detector = (DetectorDocument)
                accepted(Documents.parse(DocumentKind.DETECTOR, "d", utf8("{\"query\":\"avg:m{*}\"}")))
                        .document();

        assertThat(detector.id()).isEqualTo("d");
        assertThat(detector.name()).isEqualTo("d");
        assertThat(detector.intervalSeconds()).isEqualTo(60);
        assertThat(detector.model()).isEqualTo("auto");
        assertThat(detector.sensitivity()).isEqualTo(new DetectorDocument.FalseAlarms(1, Duration.ofDays(7)));
        assertThat(detector.direction()).isEqualTo(Direction.BOTH);
        assertThat(detector.enabled()).isTrue();
        assertThat(detector.lowest()).isNaN();
        assertThat(detector.effectiveFrom()).isEmpty();
    }

    @Test
    void aDetectorSaysWhatItSays() {
        List<Parsed> parsed = Documents.parseFile(Optional.empty(), SampleFilesTest.read("good/detector.yaml"));
        DetectorDocument detector = (DetectorDocument) accepted(parsed.get(0)).document();

        assertThat(detector.model()).isEqualTo("sarima");
        assertThat(detector.direction()).isEqualTo(Direction.ABOVE);
        assertThat(detector.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(detector.seasonality()).contains(Seasonality.WEEKLY);
        assertThat(detector.lowest()).isZero();
        assertThat(detector.effectiveFrom()).contains(Instant.parse("2026-01-31T22:00:00Z"));
        assertThat(((DetectorDocument) accepted(parsed.get(1)).document()).id()).isEqualTo("17");
        ExclusionDocument exclusion =
                (ExclusionDocument) accepted(parsed.get(2)).document();
        assertThat(exclusion.excludes("any", "orders", List.of(), Instant.parse("2026-11-26T23:00:00Z")))
                .isTrue();
        assertThat(exclusion.excludes("any", "orders", List.of(), Instant.parse("2026-11-27T23:00:00Z")))
                .isFalse();
        assertThat(exclusion.excludes("any", "hits", List.of(), Instant.parse("2026-11-27T00:00:00Z")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1 per week,0.142857", "3 per day,3", "1 per month,0.033333", "0.5 per Hour,12", "2 a day,2"})
    void aBudgetOfFalseAlarmsIsARate(String text, double perDay) {
        DetectorDocument detector = (DetectorDocument) accepted(Documents.parse(
                        DocumentKind.DETECTOR, "d", utf8("{\"query\":\"avg:m{*}\",\"false_alarms\":\"" + text + "\"}")))
                .document();

        assertThat(((DetectorDocument.FalseAlarms) detector.sensitivity()).perDay())
                .isCloseTo(perDay, org.assertj.core.api.Assertions.within(1e-5));
    }

    @Test
    void aMonitorOfDatadogsIsReadAndItsOwnFieldsAreKept() {
        byte[] posted = SampleFilesTest.read("good/monitor-datadog.json");
        Parsed.Accepted accepted = accepted(Documents.parse(DocumentKind.MONITOR, posted));
        MonitorDocument monitor = (MonitorDocument) accepted.document();

        assertThat(accepted.json()).isEqualTo(new String(posted, StandardCharsets.UTF_8).strip());
        assertThat(monitor.id()).isEqualTo("91879684");
        assertThat(monitor.priority()).hasValue(2);
        assertThat(monitor.options().newGroupDelay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(monitor.options().noDataTimeframe()).contains(Duration.ofMinutes(20));
        assertThat(monitor.options().renotifyStatuses())
                .containsExactlyInAnyOrder(MonitorOptions.RenotifyStatus.ALERT, MonitorOptions.RenotifyStatus.NO_DATA);
        AnomalyWindows windows = AnomalyWindows.of(monitor.metricQuery().orElseThrow(), monitor.options());
        assertThat(windows.trigger().seconds()).isEqualTo(4 * 3_600);
        assertThat(windows.recovery().seconds()).isEqualTo(121 * 60);
    }

    @Test
    void aDowntimeSaysWhenAndForWhom() {
        List<Parsed> parsed = Documents.parseFile(Optional.empty(), SampleFilesTest.read("good/downtime.yaml"));
        DowntimeDocument nightly = (DowntimeDocument) accepted(parsed.get(0)).document();
        DowntimeDocument move = (DowntimeDocument) accepted(parsed.get(1)).document();
        DowntimeDocument forEver = (DowntimeDocument) accepted(parsed.get(2)).document();

        assertThat(nightly.monitors().matches("x", List.of("env:prod", "team:shop", "other")))
                .isTrue();
        assertThat(nightly.monitors().matches("x", List.of("env:prod"))).isFalse();
        assertThat(nightly.scope().matches(List.of("env:staging", "host:web-3")))
                .isTrue();
        assertThat(nightly.schedule())
                .isEqualTo(new DowntimeDocument.Recurring(
                        ZoneId.of("Europe/Berlin"),
                        List.of(new DowntimeDocument.Recurrence(
                                LocalDateTime.parse("2026-01-01T22:00:00"),
                                Duration.ofHours(8),
                                "FREQ=WEEKLY;BYDAY=SA,SU"))));
        assertThat(nightly.displayZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(move.monitors().matches("91879684", List.of())).isTrue();
        assertThat(move.scope()).isEqualTo(Scope.EVERYTHING);
        assertThat(forEver.schedule()).isEqualTo(new DowntimeDocument.OneOff(Optional.empty(), Optional.empty()));
        assertThat(forEver.monitors().matches("any", List.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`` ~ line 1, column 1: document is empty (expected one document). [one-document]",
                "[1] ~ line 1, column 1: document is a list of 1 (expected an object with fields). [not-an-object]",
                "just words ~ line 1, column 1: document is \"just words\" (expected an object with fields). [not-an-object]",
                "{\"id\":\"x\",\"query\":\"avg:m{*}\"} {} ~ line 1, column 1: document is 2 documents (expected one document). [one-document]",
                "{\"id\":\"x\",\"id\":\"x\",\"query\":\"avg:m{*}\"} ~ line 1, column 11: id is given twice (expected each field once). Remove one of them. [duplicate-field]",
                "{\"id\":\"y\",\"query\":\"avg:m{*}\"} ~ line 1, column 7: id is \"y\", and the key is \"x\" (expected the same id as the key). Publish it under the key y, or change the id. [key_mismatch]",
                "{\"id\":\"x\"} ~ line 1, column 1: query is missing (expected a text). [missing]",
                "{\"id\":\"query:1\",\"query\":\"avg:m{*}\"} ~ line 1, column 7: id is \"query:1\" (expected 1 to 100 letters, digits, and . _ - that begin with a letter or digit). [bad-id]",
                "{\"kind\":\"monitor\",\"query\":\"avg:m{*}\"} ~ line 1, column 9: kind is \"monitor\" (expected detector, as all documents here). [wrong-kind]",
                "{\"query\":\"avg:m{*}\",\"interval\":0} ~ line 1, column 32: interval is 0 (expected a duration such as 90s, 5m, 1h, 2d or 1w, between 10s and 1w). [bad-duration]",
                "{\"query\":\"avg:m{*}\",\"interval\":-1} ~ line 1, column 32: interval is -1 (expected a duration such as 90s, 5m, 1h, 2d or 1w, between 10s and 1w). [bad-duration]",
                "{\"query\":\"avg:m{*}\",\"interval\":\"520w\"} ~ line 1, column 32: interval is \"520w\" (expected a duration between 10s and 1w). [duration-out-of-range]",
                "{\"query\":\"avg:m{*}.rollup(60)\",\"interval\":\"5m\"} ~ line 1, column 43: interval is 300 s, and the query's rollup is 60 s (expected the same width in both). Leave one of them out. [interval-conflict]",
                "{\"query\":\"anomalies(avg:m{*}, 'agile', 2)\"} ~ line 1, column 10: query is \"anomalies(avg:m{*}, 'agile', 2)\" (expected a metric or arithmetic over metrics). Write the inner query here, and model: sarima beside it. [function-in-detector]",
                "{\"query\":\"avg:m{*}\",\"bounds\":1e400} ~ line 1, column 30: bounds is 1E+400 (expected at most 100). [out-of-range]",
                "{\"query\":\"avg:m{*}\",\"drection\":\"both\"} ~ line 1, column 21: drection is \"both\" (expected a known field). Did you mean direction? [unknown-field]",
            })
    void badDocumentsAreRefused(String text, String message) {
        assertThat(refusal(Documents.parse(DocumentKind.DETECTOR, "x", utf8(text))))
                .isEqualTo(message);
    }

    @Test
    void bytesOfNoKnownFormatAreRefused() {
        assertThat(refusal(Documents.parse(DocumentKind.MONITOR, "x", new byte[] {(byte) 0xff, 0, 1})))
                .isEqualTo("line 1, column 1: document is not UTF-8 text (expected JSON or YAML in UTF-8). [not-text]");
        assertThat(refusal(Documents.parse(DocumentKind.MONITOR, "x", utf8("{\"id\": NaN}"))))
                .isEqualTo(
                        "line 1, column 11: document is not readable: Non-standard token 'NaN' (expected JSON). [not-json]");
        assertThat(refusal(Documents.parse(DocumentKind.MONITOR, "x", utf8("a: b: c"))))
                .endsWith("[not-yaml]");
        assertThat(refusal(Documents.parse(DocumentKind.MONITOR, "x", utf8("a: &x [1]\nb: *x\n"))))
                .isEqualTo("line 2, column 4: b is *x (expected the value itself)."
                        + " Aliases are not followed; write it out. [yaml-alias]");
    }

    @Test
    void aDocumentThatIsTooLargeOrTooDeepIsRefused() {
        byte[] large = utf8("{\"query\":\"avg:m{*}\",\"description\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(refusal(Documents.parse(DocumentKind.DETECTOR, "x", large)))
                .endsWith("(expected at most 65536 bytes). [too_large]");
        assertThat(refusal(Documents.parse(DocumentKind.DASHBOARD, "x", new byte[5 * 1024 * 1024])))
                .endsWith("[too_large]");
        assertThat(refusal(Documents.parse(DocumentKind.DETECTOR, "x", utf8("[".repeat(1_000)))))
                .endsWith("[not-json]");
    }

    @Test
    void oneBadDocumentOfAFileDoesNotSpoilTheOthers() {
        String file =
                "kind: detector\nid: a\nquery: avg:m{*}\n---\nkind: detector\nid: b\n---\nid: c\nquery: avg:m{*}\n";
        List<Parsed> parsed = Documents.parseFile(Optional.empty(), utf8(file));

        assertThat(accepted(parsed.get(0)).document().id()).isEqualTo("a");
        assertThat(refusal(parsed.get(1))).isEqualTo("line 5, column 1: query is missing (expected a text). [missing]");
        assertThat(refusal(parsed.get(2)))
                .isEqualTo("line 8, column 1: kind is missing (expected one of detector, monitor, downtime, exclusion,"
                        + " dashboard, annotation, host-tags, acknowledgement, metric). [missing]");
    }

    @Test
    void anIdTwiceInAFileIsRefused() {
        String file = "kind: detector\nid: a\nquery: avg:m{*}\n---\nkind: detector\nid: a\nquery: avg:n{*}\n";

        assertThat(refusal(Documents.parseFile(Optional.empty(), utf8(file)).get(1)))
                .isEqualTo(
                        "line 6, column 5: id is \"a\" (expected each id once in a file; line 2 has it too). [repeated-id]");
    }

    @Test
    void theRecoveryWindowIsCheckedAsDatadogDoes() {
        assertThat(anomalyMonitor("last_4h", "last_120m", 0.5))
                .contains("options.threshold_windows.recovery_window is \"last_120m\" (expected at least 121 minutes");
        assertThat(anomalyMonitor("last_4h", "last_121m", 0.5)).isEmpty();
        assertThat(anomalyMonitor("last_4h", "last_48m", 0.8)).contains("at least 49 minutes");
        assertThat(anomalyMonitor("last_4h", "last_49m", 0.8)).isEmpty();
        assertThat(anomalyMonitor("last_15m", "last_15m", 1)).isEmpty();
        assertThat(anomalyMonitor("last_4m", "last_4m", 1)).contains("[interval-too-long]");
    }

    private static String anomalyMonitor(String trigger, String recovery, double threshold) {
        return faults(Documents.parse(
                DocumentKind.MONITOR,
                "m",
                utf8("{\"name\":\"m\",\"type\":\"query alert\",\"query\":\"avg(last_1d):anomalies(avg:m{*}, 'basic', 2,"
                        + " interval=60) >= " + threshold
                        + "\",\"options\":{\"threshold_windows\":{\"trigger_window\":\""
                        + trigger + "\",\"recovery_window\":\"" + recovery + "\"}}}")));
    }

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void everyKindHasAPublishedSchemaThatDescribesItsFields(DocumentKind kind) throws Exception {
        var schema = new com.fasterxml.jackson.databind.ObjectMapper().readTree(Documents.schema(kind));

        assertThat(schema.path("$id").asText()).isEqualTo("urn:tidemark:schema:" + kind.text());
        schema.path("properties")
                .fields()
                .forEachRemaining(
                        field -> assertThat(field.getValue().path("description").asText())
                                .as(field.getKey())
                                .isNotBlank());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Parsed.Accepted accepted(Parsed parsed) {
        assertThat(faults(parsed)).isEmpty();
        return (Parsed.Accepted) parsed;
    }

    private static String refusal(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Refused.class);
        return faults(parsed);
    }

    private static String faults(Parsed parsed) {
        return parsed.fold(a -> List.<Fault>of(), Parsed.Refused::faults).stream()
                .map(Fault::toString)
                .collect(Collectors.joining("\n"));
    }
}
