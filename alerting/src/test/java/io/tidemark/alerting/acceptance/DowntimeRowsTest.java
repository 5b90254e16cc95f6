package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtimes;
import io.tidemark.alerting.downtime.MonitorChoice;
import io.tidemark.alerting.downtime.Recurrence;
import io.tidemark.alerting.downtime.Schedule;
import io.tidemark.alerting.downtime.WallDuration;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Fault;
import io.tidemark.document.Parsed;
import io.tidemark.query.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue of bad downtimes, D01 to D13. 2026-06-01 is a Monday. */
final class DowntimeRowsTest {

    private static final String MONITOR = """
            {'name': 'CPU', 'type': 'query alert', 'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90',
             'message': '@oncall@example.org', 'options': {'thresholds': {'critical': 90}, 'new_group_delay': 0}}
            """;

    private static final String NOW = """
            {'monitor_identifier': {'monitor_id': 'cpu'}, 'scope': '*', 'schedule': {'start': '2026-06-01T08:00:00Z', 'end': null}}
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            D01-end-first  | {'start': '2026-06-02T00:00:00Z', 'end': '2026-06-01T00:00:00Z'} | end-before-start | 2026-06-02T00:00:00Z
            D01-no-length  | {'start': '2026-06-02T00:00:00Z', 'end': '2026-06-02T00:00:00Z'} | end-before-start | 2026-06-02T00:00:00Z
            D02-IST        | {'timezone': 'IST', R}                                          | unknown-zone     | Asia/Kolkata
            D02-CET2       | {'timezone': 'CET2', R}                                         | unknown-zone     | CET2
            D02-lower-case | {'timezone': 'europe/berlin', R}                                | unknown-zone     | Europe/Berlin
            D04-30-Feb     | {'recurrences': [{'start': '2026-06-01T10:00:00', 'duration': '1h', 'rrule': 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'}]} | rule-never | never happens
            D06-century    | {'start': '2026-06-02T00:00:00Z', 'end': '2126-06-02T00:00:00Z'} | too-long-a-time  | end: null
            D06-no-end     | {'start': '2026-06-02T00:00:00Z'}                               | no-end           | end: null
            D07-each-second| {'recurrences': [{'start': '2026-06-01T10:00:00', 'duration': '1h', 'rrule': 'FREQ=SECONDLY'}]} | rule-too-often | minute
            D09-24-start   | {'recurrences': [{'start': '2026-06-01T24:00:00', 'duration': '1h', 'rrule': 'FREQ=DAILY'}]} | bad-local-time | 00:00 of the next day
            D09-weekday-7  | {'recurrences': [{'start': '2026-06-01T10:00:00', 'duration': '1h', 'rrule': 'FREQ=WEEKLY;BYDAY=7'}]} | rule-weekday | MO, TU
            """)
    void whatCannotBeIsRefusedAndSaysHowToMendIt(String row, String schedule, String reason, String says) {
        String rule = "'recurrences': [{'start': '2026-06-01T10:00:00', 'duration': '1h', 'rrule': 'FREQ=DAILY'}]";
        List<Fault> faults = refused("'scope': '*', 'schedule': " + schedule.replace("R}", rule + "}"));
        assertThat(faults).extracting(Fault::reason).contains(reason);
        assertThat(faults.toString()).contains(says);
    }

    @Test
    void d05AnEmptyScopeIsRefusedUnlessEverythingIsWrittenOut() {
        String once = "'schedule': {'start': '2026-06-02T00:00:00Z', 'end': null}";
        assertThat(refused("'scope': '', " + once)).extracting(Fault::reason).contains("empty-scope");
        assertThat(refused(once)).extracting(Fault::reason).contains("missing");
        assertThat(parse("'scope': '*', " + once).<Boolean>fold(good -> true, bad -> false))
                .isTrue();
    }

    @Test
    void d08AThousandOverlappingWindowsAreAnsweredInAMillisecondAndTheNextIsRefused() {
        List<Downtime> many = new ArrayList<>();
        for (int i = 0; i < Downtimes.COUNT_MAX; i++) {
            many.add(downtime("d" + i, "FREQ=DAILY", "2026-01-01T%02d:00".formatted(i % 24)));
        }
        Downtimes all = new Downtimes(many);
        Instant at = Instant.parse("2026-06-01T10:30:00Z");
        int active = all.inForce("cpu", List.of(), List.of(), at).size();
        assertThat(active).as("windows of 14 of 24 hours overlap").isBetween(540, 620);
        long start = System.nanoTime();
        int rounds = 200;
        for (int i = 0; i < rounds; i++) {
            all.inForce("cpu", List.of(), List.of(), at.plusMillis(i));
        }
        Duration each = Duration.ofNanos((System.nanoTime() - start) / rounds);
        assertThat(each)
                .as("far above what it takes, far below what would be felt")
                .isLessThan(Duration.ofMillis(20));
        many.add(downtime("one-more", "FREQ=DAILY", "2026-01-01T00:00"));
        assertThatThrownBy(() -> new Downtimes(many)).hasMessageContaining("[too-many-downtimes]");
    }

    @Test
    void d09TwentyFourHoursIsAnEnd() {
        assertThat(parse("'scope': '*', 'schedule': {'start': '2026-06-01T00:00:00Z', 'end': '2026-06-01T24:00:00Z'}")
                        .<Boolean>fold(good -> true, bad -> false))
                .isTrue();
    }

    @Test
    void d10WhenItIsDeletedWhatIsStillBadIsToldAtTheNextTick() {
        try (Scene scene = scene().given(DocumentKind.DOWNTIME, "works", NOW)) {
            scene.play("cpu host=a: 40 95, every 60s")
                    .expect("06-01 10:03:00 HELD by works TRIGGERED host:a -> oncall@example.org");
            scene.deleted(DocumentKind.DOWNTIME, "works")
                    .expect("06-01 10:03:02 PENDING TRIGGERED host:a -> oncall@example.org");
        }
    }

    @Test
    void d11OneThatComesAfterTheAlertTakesNothingBackAndTellsNothingMore() {
        try (Scene scene = scene()) {
            scene.play("cpu host=a: 40 95, every 60s")
                    .expect("06-01 10:03:00 PENDING TRIGGERED host:a -> oncall@example.org");
            scene.given(DocumentKind.DOWNTIME, "works", NOW).expect();
            scene.play("cpu host=a: 95x5, every 60s").expect();
        }
    }

    @Test
    void d12ARecoveryWithinItIsRecordedAndMailsNobody() {
        try (Scene scene = scene().given(DocumentKind.DOWNTIME, "works", NOW)) {
            scene.play("cpu host=a: 40 95 40, every 60s")
                    .expect(
                            "06-01 10:03:00 HELD by works TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:04:00 HELD by works RECOVERED host:a -> oncall@example.org");
            assertThat(scene.alerts()).hasSize(2);
        }
    }

    /** Membership is by the bucket's own time: ticks that jump do not move a window. */
    @Test
    void d13AClockThatStepsWithinTheWindowDoesNotMoveIt() {
        String hour = NOW.replace("'end': null", "'end': '2026-06-01T09:00:00Z'");
        try (Scene scene = scene().given(DocumentKind.DOWNTIME, "works", hour)) {
            scene.play("cpu host=a: 40 95 40, every 60s").notifications();
            scene.tickAfter(Duration.ofMinutes(30))
                    .tickAfter(Duration.ofSeconds(1))
                    .expect();
            scene.until("2026-06-01T11:00:00").expect();
            scene.play("cpu host=a: 40 95, every 60s")
                    .expect("06-01 11:02:00 PENDING TRIGGERED host:a -> oncall@example.org");
        }
    }

    private static Scene scene() {
        return new Scene("2026-06-01T10:00:00", "Europe/Paris").given(DocumentKind.MONITOR, "cpu", MONITOR);
    }

    private static List<Fault> refused(String fields) {
        return parse(fields).fold(good -> List.of(), Parsed.Refused::faults);
    }

    private static Parsed parse(String fields) {
        String json = "{'monitor_identifier': {'monitor_tags': ['*']}, " + fields + "}";
        return Documents.parse(
                DocumentKind.DOWNTIME, "d", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Downtime downtime(String id, String rule, String start) {
        return new Downtime(
                id,
                "",
                new MonitorChoice.ByTags(Set.of("*")),
                Scope.EVERYTHING,
                new Schedule.Recurring(
                        ZoneId.of("Europe/Berlin"),
                        List.of(new Recurrence(LocalDateTime.parse(start), WallDuration.parse("14h"), rule))),
                false,
                false,
                Downtime.END_STATES,
                Set.of(Downtime.EndType.EXPIRED));
    }
}
