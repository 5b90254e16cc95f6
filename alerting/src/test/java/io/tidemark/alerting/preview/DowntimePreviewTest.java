package io.tidemark.alerting.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtime.EndType;
import io.tidemark.alerting.downtime.MonitorChoice;
import io.tidemark.alerting.downtime.Recurrence;
import io.tidemark.alerting.downtime.Schedule;
import io.tidemark.alerting.downtime.WallDuration;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.query.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a downtime would have hidden. 2026-06-01 is a Monday; nights are 22:00 to 06:00 in Paris. */
class DowntimePreviewTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final Instant FROM = NOW.minus(Duration.ofDays(14));
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void whatWasToldInItsWindowsIsHiddenAndSoIsTheRecoveryOfIt() {
        DowntimePreview preview = look(
                nights("FREQ=DAILY", "2026-07-01T22:00", false),
                told("night", "t1", NotificationKind.TRIGGERED, "2026-06-02T01:00:00Z"),
                told("night-again", "t1", NotificationKind.RENOTIFIED, "2026-06-02T02:00:00Z"),
                told("night-over", "t1", NotificationKind.RECOVERED, "2026-06-02T08:00:00Z"),
                told("day", "t2", NotificationKind.TRIGGERED, "2026-06-02T10:00:00Z"),
                told("day-over", "t2", NotificationKind.RECOVERED, "2026-06-02T21:00:00Z"));
        assertThat(ids(preview)).containsExactly("night", "night-again", "night-over");
        assertThat(preview.sent()).isEqualTo(5);
        assertThat(preview.next().get(0)).isEqualTo("Wed 1 Jul 2026 22:00 – Thu 2 Jul 06:00 (Europe/Paris)");
        assertThat(preview.next()).hasSize(DowntimePreview.WINDOWS_SHOWN);
    }

    @Test
    void aMutedFirstRecoveryIsHiddenToo() {
        Notification[] past = {
            told("day", "t2", NotificationKind.TRIGGERED, "2026-06-02T10:00:00Z"),
            told("day-over", "t2", NotificationKind.RECOVERED, "2026-06-02T21:00:00Z")
        };
        assertThat(ids(look(nights("FREQ=DAILY", "2026-07-01T22:00", false), past)))
                .isEmpty();
        assertThat(ids(look(nights("FREQ=DAILY", "2026-07-01T22:00", true), past)))
                .containsExactly("day-over");
    }

    @Test
    void rulesKeepTheirGridWhenTheyAreLookedAtBackwards() {
        // Every other Tuesday from 2026-07-07: 2026-06-09 is one, 2026-06-02 is not.
        DowntimePreview preview = look(
                nights("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3", "2026-07-07T22:00", false),
                told("first", "t1", NotificationKind.TRIGGERED, "2026-06-02T21:00:00Z"),
                told("second", "t2", NotificationKind.TRIGGERED, "2026-06-09T21:00:00Z"),
                told("third", "t3", NotificationKind.TRIGGERED, "2026-06-10T21:00:00Z"));
        assertThat(ids(preview)).containsExactly("second");
    }

    @Test
    void aSingleSpanIsLaidOverTheSameHoursOfEachWeekBefore() {
        Schedule once = new Schedule.OneOff(
                Instant.parse("2026-06-16T08:00:00Z"), Optional.of(Instant.parse("2026-06-16T10:00:00Z")), PARIS);
        DowntimePreview preview = look(
                downtime(once, false, "*"),
                told("in", "t1", NotificationKind.TRIGGERED, "2026-06-09T09:00:00Z"),
                told("out", "t2", NotificationKind.TRIGGERED, "2026-06-10T09:00:00Z"));
        assertThat(ids(preview)).containsExactly("in");
    }

    @Test
    void onlyItsScopeAndOnlyWhatWasSentCounts() {
        Notification other = Notification.newBuilder(
                        told("other", "t1", NotificationKind.TRIGGERED, "2026-06-02T01:00:00Z"))
                .setGroup("host:web-02")
                .build();
        Notification held = Notification.newBuilder(
                        told("held", "t2", NotificationKind.TRIGGERED, "2026-06-02T01:00:00Z"))
                .setState(NotificationState.HELD)
                .build();
        Notification old = told("old", "t3", NotificationKind.TRIGGERED, "2026-05-02T01:00:00Z");
        Notification mine = told("mine", "t4", NotificationKind.TRIGGERED, "2026-06-02T01:00:00Z");
        Downtime nights = nights("FREQ=DAILY", "2026-07-01T22:00", false);
        Downtime scoped = downtime(nights.schedule(), false, "host:web-01");
        assertThat(ids(look(scoped, other, held, old, mine, mine))).containsExactly("mine");
    }

    private static DowntimePreview look(Downtime downtime, Notification... past) {
        return DowntimePreview.of(downtime, List.of(past), Map.of("cpu", List.of("team:a")), FROM, NOW);
    }

    private static List<String> ids(DowntimePreview preview) {
        return preview.hidden().stream().map(Notification::getId).toList();
    }

    private static Notification told(String id, String thread, NotificationKind kind, String at) {
        return Notifications.of(id, thread, kind, Instant.parse(at))
                .setState(NotificationState.SENT)
                .build();
    }

    private static Downtime nights(String rule, String start, boolean mute) {
        Recurrence nights = new Recurrence(LocalDateTime.parse(start), WallDuration.parse("8h"), rule);
        return downtime(new Schedule.Recurring(PARIS, List.of(nights)), mute, "*");
    }

    private static Downtime downtime(Schedule schedule, boolean mute, String scope) {
        return new Downtime(
                "d",
                "",
                new MonitorChoice.ByTags(Set.of("team:a")),
                Scope.parse(scope),
                schedule,
                false,
                mute,
                Downtime.END_STATES,
                Set.of(EndType.EXPIRED));
    }
}
