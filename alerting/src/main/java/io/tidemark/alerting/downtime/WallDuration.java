package io.tidemark.alerting.downtime;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the hands of the clock on the wall move during a window: '14h' from 19:00 ends at 09:00 on the wall, whatever
 * the clocks did that night.
 *
 * <p>Written as one or more counts of minutes, hours, days or weeks: '90m', '14h', '2d', '1w', '1h30m'. On a night when
 * clocks go forward a window of 14 h lasts 13 hours, on one when they go back 15; people who plan a night think of
 * the hour at which it ends.
 */
public record WallDuration(Duration onTheWall) {

    /** No window is shorter: the decision about a bucket is not finer than its end. */
    static final Duration SHORTEST = Duration.ofMinutes(1);

    /** No recurring window is longer; a longer one is a one-off span. */
    static final Duration LONGEST = Duration.ofDays(366);

    private static final Pattern FORM = Pattern.compile("(?:\\d{1,6}[mhdw]){1,4}");
    private static final Pattern PART = Pattern.compile("(\\d{1,6})([mhdw])");

    public WallDuration {
        if (onTheWall.compareTo(SHORTEST) < 0 || onTheWall.compareTo(LONGEST) > 0) {
            throw new DowntimeRefusedException(
                    "bad-duration", "The duration is " + onTheWall + " (expected one minute to 366 days).");
        }
    }

    /** Reads '14h'. */
    public static WallDuration parse(String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw new DowntimeRefusedException(
                    "bad-duration",
                    "The duration is " + DowntimeRefusedException.quoted(text)
                            + " (expected counts of m, h, d or w, such as 90m, 14h or 2d).");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2).charAt(0)) {
                        case 'm' -> Duration.ofMinutes(count);
                        case 'h' -> Duration.ofHours(count);
                        case 'd' -> Duration.ofDays(count);
                        default -> Duration.ofDays(Math.multiplyExact(7L, count));
                    });
        }
        return new WallDuration(sum);
    }

    /** Where the hands stand at the end. */
    LocalDateTime after(LocalDateTime start) {
        return start.plus(onTheWall);
    }
}
