package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.ConfigurationReading;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The catalogue of bad configuration, as far as monitors and detectors go. Elsewhere: what is refused leaves the last good version
 * in force (ConfigFollowerTest); secrets in the channels' file (ChannelFileTest); topics that are not compacted (CommandsIT).
 */
final class ConfigurationRowsTest {

    private static final String MONITOR = """
            {'name': 'CPU', 'type': 'query alert', 'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90',
             'message': '@oncall@example.org', 'options': {'new_group_delay': 0}}
            """;

    private static final String DETECTOR = "{'query': 'avg:m{*}', 'interval': '1m', 'bounds': 3}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            C01-no-json        | MONITOR  | {                | { broken                 | not-json             | line 1
            C02-no-such-model  | DETECTOR | 'bounds'         | 'model': 'emwa', 'bounds' | unknown-model       | robust-zscore
            C03-misspelt       | MONITOR  | 'new_group_delay' | 'new_group_dealy'       | unknown-field        | new_group_delay
            C04-words          | DETECTOR | '1m'             | '5 mins'                 | bad-duration         | 5m
            C04-nothing        | DETECTOR | '1m'             | '0'                      | bad-duration         | between 10s and 1w
            C04-negative       | DETECTOR | '1m'             | '-1'                     | bad-duration         | between 10s and 1w
            C04-window-words   | MONITOR  | last_1m          | last_5 mins              | bad-window           | last_5m
            C04-window-nothing | MONITOR  | last_1m          | last_0m                  | window-out-of-range  | between last_1s and last_2mo
            C04-ten-years      | MONITOR  | last_1m          | last_120mo               | window-out-of-range  | between last_1s and last_2mo
            C05-negative       | DETECTOR | 3}               | -1}                      | out-of-range         | above 0
            C05-reversed       | MONITOR  | 'new_group_delay': 0 | 'thresholds': {'warning': 95} | thresholds-reversed | 95, and critical is 90
            C05-no-number      | MONITOR  | > 90             | > NaN                    | bad-number           | a number
            C06-expression     | MONITOR  | {*}              | {host:(a+)+$}            | unexpected           | close the scope
            C08-other-key      | MONITOR  | 'name'           | 'id': 'y', 'name'        | key_mismatch         | the key is "x"
            """)
    void whatCannotBeIsRefusedAndSaysHowToMendIt(
            String row, DocumentKind kind, String good, String bad, String reason, String says) {
        String document = kind == DocumentKind.DETECTOR ? DETECTOR : MONITOR;
        assertThat(faults(kind, document)).as("without the fault it is good").isEmpty();
        List<Fault> faults = faults(kind, document.replace(good.strip(), bad.strip()));
        assertThat(faults).extracting(Fault::reason).contains(reason);
        assertThat(faults.toString()).contains(says);
    }

    @Test
    void c01BytesThatAreNoTextAndC12OnesThatAreTooManyAreRefused() {
        assertThat(faults(new byte[] {(byte) 0xff, 0, 1}))
                .extracting(Fault::reason)
                .containsExactly("not-text");
        byte[] many = MONITOR.replace("'CPU'", "'" + "C".repeat(5 << 20) + "'")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
        assertThat(faults(many)).extracting(Fault::reason).containsExactly("too_large");
    }

    @Test
    void c06APatternIsLinearAndAtMostSoLong() {
        String pattern = "{host:" + "a*".repeat(5_000) + "}";
        assertThat(faults(DocumentKind.MONITOR, MONITOR.replace("{*}", pattern)))
                .extracting(Fault::reason)
                .containsExactly("too-long");
    }

    @Test
    void c10ARuleThatIsDeletedClosesItsIncidentsAndThatIsToldOnce() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", MONITOR).play("cpu host=a: 40 95, every 60s");
            scene.notifications();
            scene.deleted(DocumentKind.MONITOR, "cpu").seconds(60);
            assertThat(scene.alerts()).extracting(alert -> alert.getReason()).contains("Closed: monitor deleted.");
            assertThat(scene.notifications()).hasSize(1);
        }
    }

    @Test
    void c11WhoIsNoRecipientIsNamedInTheRecordAndTheOthersAreTold() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", MONITOR.replace("@oncall", "@someone @oncall"))
                    .play("cpu host=a: 40 95 40, every 60s")
                    .expect(
                            "06-01 10:03:00 HELD by limit:unknown-recipient TRIGGERED host:a -> @someone",
                            "06-01 10:03:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:04:00 HELD by limit:unknown-recipient RECOVERED host:a -> @someone",
                            "06-01 10:04:00 PENDING RECOVERED host:a -> oncall@example.org");
            assertThat(scene.alerts().get(0).getTold())
                    .as("only who is reached")
                    .containsExactly("email:oncall@example.org");
        }
    }

    /** Versions come into force with ticks, of which there is one a second: of many between two ticks the last one counts. */
    @Test
    void c14OfAThousandChangesASecondTheLastOneWins() {
        ChangeLog log = new ChangeLog();
        ConfigurationReading reading = new ConfigurationReading(log);
        ConfigurationInForce inForce = new ConfigurationInForce(log, Duration.ZERO);
        Instant start = Instant.parse("2026-06-01T08:00:00Z");
        for (int i = 0; i < 1_000; i++) {
            String json = MONITOR.replace("> 90", "> " + (1 + i)).replace('\'', '"');
            reading.changed(Documents.parse(DocumentKind.MONITOR, "cpu", json.getBytes(StandardCharsets.UTF_8))
                    .fold(
                            good -> new ConfigVersion(
                                    DocumentKind.MONITOR,
                                    "cpu",
                                    0,
                                    offset(json),
                                    start,
                                    Optional.of(good.document()),
                                    json,
                                    ""),
                            bad -> {
                                throw new AssertionError(bad.faults().toString());
                            }));
        }
        List<Change> taken = inForce.advance(start.plusSeconds(1).toEpochMilli());
        assertThat(taken).hasSize(1_000);
        assertThat(inForce.monitors())
                .singleElement()
                .satisfies(
                        monitor -> assertThat(monitor.rule().levels().alert()).isEqualTo(1_000));
    }

    private static long offset(String json) {
        return Long.parseLong(json.replaceAll("(?s).*> (\\d+)\".*", "$1"));
    }

    private static List<Fault> faults(DocumentKind kind, String json) {
        return Documents.parse(kind, "x", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .fold(good -> List.of(), bad -> bad.faults());
    }

    private static List<Fault> faults(byte[] bytes) {
        return Documents.parse(DocumentKind.MONITOR, "x", bytes).fold(good -> List.of(), bad -> bad.faults());
    }
}
