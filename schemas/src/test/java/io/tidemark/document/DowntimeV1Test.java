package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downtimes in the shape of Datadog's v1 API: what they mean, and that they are kept as they were posted. */
class DowntimeV1Test {

    private static final String WEEKEND = """
            {"scope": ["env:prod", "role:db"], "monitor_id": null, "monitor_tags": ["team:a"], "timezone": "Europe/Paris",
             "start": 1780336800, "end": 1780387200, "message": "Nights @ops@example.org", "active": false,
             "recurrence": {"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"], "until_occurrences": 8}}
            """;

    @Test
    void aRecurrenceIsReadOffTheClockOnTheWallAndScopesMustAllMatch() {
        DowntimeDocument downtime = read(WEEKEND);
        DowntimeDocument.Recurring schedule = (DowntimeDocument.Recurring) downtime.schedule();
        assertThat(schedule.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(schedule.recurrences())
                .containsExactly(new DowntimeDocument.Recurrence(
                        LocalDateTime.parse("2026-06-01T20:00"),
                        Duration.ofHours(14),
                        "FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,SU;COUNT=8"));
        assertThat(downtime.monitors()).isEqualTo(new DowntimeDocument.ByTags(List.of("team:a")));
        assertThat(downtime.scope().matches(List.of("env:prod", "role:db"))).isTrue();
        assertThat(downtime.scope().matches(List.of("env:prod"))).isFalse();
        assertThat(downtime.canceled()).isFalse();
    }

    @Test
    void itIsKeptExactlyAsItWasPosted() {
        Parsed.Accepted accepted = Documents.parse(DocumentKind.DOWNTIME, "7", WEEKEND.getBytes(StandardCharsets.UTF_8))
                .fold(good -> good, bad -> {
                    throw new AssertionError(bad.faults().toString());
                });
        assertThat(accepted.json()).isEqualTo(WEEKEND.strip());
    }

    @Test
    void oneOffSpansMayLackEitherEndAndDisabledOnesHoldBackNothing() {
        DowntimeDocument once = read("{\"scope\": \"*\", \"start\": 1780333200, \"disabled\": true}");
        assertThat(once.canceled()).isTrue();
        assertThat(once.monitors()).isEqualTo(new DowntimeDocument.ByTags(List.of("*")));
        assertThat(((DowntimeDocument.OneOff) once.schedule()).end()).isEmpty();
        assertThat(read("{\"scope\": [\"*\"], \"monitor_id\": 5, \"end\": 1780333200}")
                        .monitors())
                .isEqualTo(new DowntimeDocument.ById("5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "days", "period": 2}                            | FREQ=DAILY;INTERVAL=2
            {"type": "months", "period": 1, "until_date": 1798758000} | FREQ=MONTHLY;INTERVAL=1;UNTIL=20261231T230000Z
            {"type": "years"}                                        | FREQ=YEARLY;INTERVAL=1
            {"type": "rrule", "rrule": "FREQ=DAILY;BYHOUR=9"}         | FREQ=DAILY;BYHOUR=9
            """)
    void eachTypeIsARule(String recurrence, String rule) {
        DowntimeDocument downtime = read(
                "{\"scope\": [\"*\"], \"start\": 1780333200, \"end\": 1780336800, \"recurrence\": " + recurrence + "}");
        assertThat(((DowntimeDocument.Recurring) downtime.schedule())
                        .recurrences()
                        .get(0)
                        .rrule())
                .isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"scope": []}                                                                         | too-few
            {"scope": [""]}                                                                       | empty-scope
            {"scope": ["*"], "start": 20, "end": 10}                                              | end-before-start
            {"scope": ["*"], "start": 1780333200000}                                              | bad-instant
            {"scope": ["*"], "timezone": "IST", "start": 10}                                      | unknown-zone
            {"scope": ["*"], "recurrence": {"type": "days"}}                                      | no-window
            {"scope": ["*"], "start": 0, "end": 90, "recurrence": {"type": "fortnights"}}         | not-allowed
            {"scope": ["*"], "start": 0, "end": 30, "recurrence": {"type": "days"}}               | duration-out-of-range
            {"scope": ["*"], "start": 0, "end": 90, "recurrence": {"type": "days", "week_days": ["Mon"]}} | week-days
            {"scope": ["*"], "start": 0, "end": 90, "recurrence": {"type": "rrule"}}              | missing
            {"scope": ["*"], "start": 0, "end": 90, "recurrence": {"type": "rrule", "rrule": "FREQ=SECONDLY"}} | rule-too-often
            {"scope": ["*"], "start": 0, "end": 90, "reccurence": {"type": "days"}}               | unknown-field
            {"scope": ["*"], "start": 0, "end": 90, "recurrence": {"type": "days", "until_date": 5, "until_occurrences": 5}} | rule-part
            """)
    void whatCannotBeIsRefusedWithItsReason(String json, String reason) {
        List<Fault> faults = Documents.parse(DocumentKind.DOWNTIME, "7", json.getBytes(StandardCharsets.UTF_8))
                .fold(good -> List.of(), Parsed.Refused::faults);
        assertThat(faults).extracting(Fault::reason).contains(reason);
    }

    private static DowntimeDocument read(String json) {
        return (DowntimeDocument) Documents.parse(DocumentKind.DOWNTIME, "7", json.getBytes(StandardCharsets.UTF_8))
                .fold(good -> Optional.of(good.document()), bad -> {
                    throw new AssertionError(bad.faults().toString());
                })
                .orElseThrow();
    }
}
