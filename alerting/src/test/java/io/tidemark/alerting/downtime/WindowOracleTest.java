package io.tidemark.alerting.downtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Compares windows with an oracle that knows neither rules nor the zone's list of transitions: it walks minute by minute
 * through UTC, reads the clock on the wall, and looks for the first or last minute that shows a window's start or end.
 *
 * <p>Six zones, every transition of ten years, twelve shapes of rule.
 */
final class WindowOracleTest {

    private static final int YEARS = 10;
    private static final int FIRST_YEAR = 2024;
    private static final int DAYS_AROUND = 4;

    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Asia/Beirut");

    /** A shape said twice: as a rule, and as a question to each day. */
    private record Shape(String rule, String first, String duration, Predicate<LocalDate> startsOn) {
        LocalTime time() {
            return LocalDateTime.parse(first).toLocalTime();
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape("FREQ=DAILY", "2023-01-01T02:30", "1h", day -> true),
            new Shape("FREQ=DAILY", "2023-01-01T02:15", "45m", day -> true),
            new Shape("FREQ=DAILY", "2023-01-01T22:00", "8h", day -> true),
            new Shape("FREQ=DAILY;INTERVAL=1", "2023-01-01T19:00", "14h", day -> true),
            new Shape(
                    "FREQ=WEEKLY;BYDAY=SA,SU",
                    "2023-01-01T00:00",
                    "1d",
                    day -> day.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue()),
            new Shape("FREQ=DAILY;INTERVAL=2", "2023-01-01T00:30", "2h", day -> daysSinceFirst(day) % 2 == 0),
            new Shape(
                    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU",
                    "2023-01-01T01:45",
                    "90m",
                    day -> day.getDayOfWeek() == DayOfWeek.SUNDAY && daysSinceFirst(day) / 7 % 3 == 0),
            new Shape(
                    "FREQ=MONTHLY;BYDAY=-1SU",
                    "2023-01-01T02:00",
                    "1h",
                    day -> day.getDayOfWeek() == DayOfWeek.SUNDAY
                            && day.plusDays(7).getMonth() != day.getMonth()),
            new Shape("FREQ=MONTHLY;BYMONTHDAY=31", "2023-01-01T23:00", "4h", day -> day.getDayOfMonth() == 31),
            new Shape(
                    "FREQ=YEARLY;BYMONTH=3,10;BYMONTHDAY=25,26,27,28,29,30",
                    "2023-01-01T03:00",
                    "23h",
                    day -> (day.getMonth() == Month.MARCH || day.getMonth() == Month.OCTOBER)
                            && day.getDayOfMonth() >= 25
                            && day.getDayOfMonth() <= 30),
            new Shape(
                    "FREQ=DAILY;UNTIL=20300102T120000Z",
                    "2023-01-01T00:00",
                    "1d",
                    day -> day.isBefore(LocalDate.of(2030, 1, 3))),
            new Shape("FREQ=DAILY;COUNT=20000;BYDAY=MO,TU,WE,TH,FR,SA,SU", "2023-01-01T03:00", "30m", day -> true));

    private record Window(Instant start, Instant end) {}

    @Test
    void everyWindowAroundEveryTransitionIsWhatTheClockOnTheWallShows() {
        int transitions = 0;
        int windows = 0;
        for (String name : ZONES) {
            ZoneId zone = ZoneId.of(name);
            for (Instant transition : transitions(zone)) {
                transitions++;
                Wall wall = new Wall(zone, transition);
                for (Shape shape : SHAPES) {
                    windows += compare(zone, transition, wall, shape);
                }
            }
        }
        assertThat(transitions).as("transitions looked at").isGreaterThan(ZONES.size() * YEARS);
        assertThat(windows).as("windows compared").isGreaterThan(1_000);
    }

    @Test
    void theOracleNoticesAWindowThatIsAMinuteOff() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Wall wall = new Wall(zone, Instant.parse("2026-03-29T01:00:00Z"));
        Shape shifted = new Shape("FREQ=DAILY", "2023-01-01T02:31", "1h", day -> true);
        List<Window> expected = expected(wall, LocalDate.of(2026, 3, 29), SHAPES.get(0));
        assertThat(actual(zone, LocalDate.of(2026, 3, 29), shifted)).isNotEqualTo(expected);
        assertThat(actual(zone, LocalDate.of(2026, 3, 29), SHAPES.get(0))).isEqualTo(expected);
    }

    private static int compare(ZoneId zone, Instant transition, Wall wall, Shape shape) {
        LocalDate day = transition.atZone(ZoneOffset.UTC).toLocalDate();
        List<Window> expected = expected(wall, day, shape);
        assertThat(actual(zone, day, shape))
                .as("%s around %s in %s", shape.rule(), transition, zone)
                .isEqualTo(expected);
        Schedule schedule = schedule(zone, shape);
        for (Window window : expected) {
            for (Instant probe : List.of(
                    window.start().minusSeconds(60),
                    window.start(),
                    window.end().minusSeconds(60),
                    window.end())) {
                boolean inside = expected.stream().anyMatch(w -> !probe.isBefore(w.start()) && probe.isBefore(w.end()));
                if (wall.knows(probe)) {
                    Stretch stretch = schedule.stretchAt(probe);
                    assertThat(stretch.active())
                            .as("%s at %s in %s", shape.rule(), probe, zone)
                            .isEqualTo(inside);
                    assertThat(stretch.covers(probe)).isTrue();
                }
            }
        }
        return expected.size();
    }

    private static Schedule schedule(ZoneId zone, Shape shape) {
        return new Schedule.Recurring(
                zone,
                List.of(new Recurrence(
                        LocalDateTime.parse(shape.first()), WallDuration.parse(shape.duration()), shape.rule())));
    }

    /** Windows that start within two days of the transition, as computed. */
    private static List<Window> actual(ZoneId zone, LocalDate day, Shape shape) {
        List<Window> out = new ArrayList<>();
        Instant from = day.minusDays(DAYS_AROUND).atStartOfDay().toInstant(ZoneOffset.UTC);
        for (Occurrence window : schedule(zone, shape).next(from, 16)) {
            LocalDate on = window.localStart().toLocalDate();
            if (!on.isBefore(day.minusDays(2)) && !on.isAfter(day.plusDays(2)) && !window.isEmpty()) {
                out.add(new Window(window.start(), window.end()));
            }
        }
        return out;
    }

    /** The same, as seen on the wall. */
    private static List<Window> expected(Wall wall, LocalDate day, Shape shape) {
        List<Window> out = new ArrayList<>();
        long minutes = WallDuration.parse(shape.duration()).onTheWall().toMinutes();
        for (LocalDate on = day.minusDays(2); !on.isAfter(day.plusDays(2)); on = on.plusDays(1)) {
            if (shape.startsOn().test(on)) {
                LocalDateTime start = on.atTime(shape.time());
                Window window = new Window(wall.firstShowing(start), wall.lastShowing(start.plusMinutes(minutes)));
                if (window.start().isBefore(window.end())) {
                    out.add(window);
                }
            }
        }
        return out;
    }

    private static long daysSinceFirst(LocalDate day) {
        return ChronoUnit.DAYS.between(LocalDate.of(2023, 1, 1), day);
    }

    private static List<Instant> transitions(ZoneId zone) {
        List<Instant> out = new ArrayList<>();
        Instant end = LocalDate.of(FIRST_YEAR + YEARS, 1, 1).atStartOfDay(zone).toInstant();
        var next = zone.getRules()
                .nextTransition(
                        LocalDate.of(FIRST_YEAR, 1, 1).atStartOfDay(zone).toInstant());
        while (next != null && next.getInstant().isBefore(end)) {
            out.add(next.getInstant());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return out;
    }

    /** What the clock on the wall shows in each minute of the days around an instant. */
    private static final class Wall {
        private final long firstMinute;
        private final long[] shows;

        Wall(ZoneId zone, Instant around) {
            firstMinute = around.getEpochSecond() / 60 - DAYS_AROUND * 1_440L;
            shows = new long[2 * DAYS_AROUND * 1_440];
            for (int i = 0; i < shows.length; i++) {
                Instant utc = Instant.ofEpochSecond((firstMinute + i) * 60);
                shows[i] = utc.atZone(zone).toLocalDateTime().toEpochSecond(ZoneOffset.UTC) / 60;
            }
        }

        boolean knows(Instant instant) {
            long minute = instant.getEpochSecond() / 60 - firstMinute;
            return Math.abs(minute - DAYS_AROUND * 1_440L) <= 1_440;
        }

        Instant firstShowing(LocalDateTime local) {
            long wanted = local.toEpochSecond(ZoneOffset.UTC) / 60;
            for (int i = 0; i < shows.length; i++) {
                if (shows[i] >= wanted) {
                    return Instant.ofEpochSecond((firstMinute + i) * 60);
                }
            }
            throw new IllegalStateException(local + " is not within the days looked at");
        }

        Instant lastShowing(LocalDateTime local) {
            long wanted = local.toEpochSecond(ZoneOffset.UTC) / 60;
            for (int i = shows.length - 1; i >= 0; i--) {
                if (shows[i] == wanted) {
                    return Instant.ofEpochSecond((firstMinute + i) * 60);
                }
            }
            return firstShowing(local);
        }
    }
}
