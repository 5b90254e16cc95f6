package io.tidemark.detectors.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CivilClockTest {
    @Test
    void itSaysWhatTheTimeZoneSaysInAnyOrderOfQuestions() {
        SplittableRandom random = new SplittableRandom(3);
        for (String name :
                new String[] {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"}) {
            ZoneId zone = ZoneId.of(name);
            CivilClock clock = new CivilClock(zone);
            for (int i = 0; i < 20_000; i++) {
                long at = i % 2 == 0 ? random.nextLong(0, 2_000_000_000L) : 1_711_846_800L - 5_000 + i;
                int offset =
                        zone.getRules().getOffset(Instant.ofEpochSecond(at)).getTotalSeconds();
                assertEquals(at + offset, clock.civilSeconds(at), name + " at " + at);
            }
        }
    }

    @Test
    void weeksBeginOnMonday() {
        long monday = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
        assertEquals(0, CivilClock.secondOfWeek(monday));
        assertEquals(0, CivilClock.secondOfDay(monday));
        assertEquals(6 * 86_400 + 3_600, CivilClock.secondOfWeek(monday + 6 * 86_400 + 3_600));
        assertEquals(86_399, CivilClock.secondOfDay(-1));
    }
}
