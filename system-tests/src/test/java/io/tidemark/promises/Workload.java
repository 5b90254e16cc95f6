package io.tidemark.promises;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is put in, and by plain arithmetic what must come out: four hours of points a minute apart, of 24 hosts in two data
 * centres and of the queue of each data centre.
 *
 * <p>A host's load is its own level plus even noise of ±1, so its robust scale is 0.63 (1.25 times the mean deviation of a
 * half) and its band of twelve deviations ±7.5; the sum over the twelve hosts of a data centre has a scale of 2 and a band of
 * ten deviations ±20, which widens by some tenth with each spike that it learns from. Hence the three kinds of injections:
 *
 * <pre>
 *   host alone, ±60              out of the host's band, and of the sum's
 *   host alone, +12              out of the host's band only
 *   every host of a centre +4.5  within each host's band; the sum is 54 off and out of its band
 * </pre>
 *
 * <p>Times are fixed, years back, so that two runs are comparable to the bit.
 */
final class Workload {
    static final Instant BASE = Instant.parse("2025-06-02T00:00:00Z");
    static final int MINUTES = 240;
    static final int HOSTS = 24;
    static final String HOST_DETECTOR = "host-load";
    static final String CENTRE_DETECTOR = "centre-load";
    static final String HOST_MONITOR = "host-load-strange";
    static final String QUEUE_MONITOR = "queue-long";
    static final String OVEN_MONITOR = "oven-hot";
    static final String DOWNTIME = "west-moves";
    static final String ON_CALL = "on-call@example.org";
    static final String BOARD = "board@example.org";
    static final String KITCHEN = "kitchen@example.org";

    private static final double BIG = 60;
    private static final double SMALL = 12;
    private static final double LIFT = 4.5;
    private static final int WINDOW_MINUTES = 5;

    /** One host's load is off for some minutes. */
    record Spike(int host, int minute, int minutes, double by) {}

    /** The load of all hosts of a data centre is off in one minute. */
    record Lift(String centre, int minute) {}

    /** The queue of a data centre has this length from that minute on. */
    private record Level(int minute, double value) {}

    private static final List<Spike> SPIKES = List.of(
            new Spike(1, 125, 1, BIG),
            new Spike(2, 131, 1, BIG),
            new Spike(7, 138, 2, -BIG),
            new Spike(4, 144, 1, SMALL),
            new Spike(13, 152, 1, SMALL),
            new Spike(10, 161, 1, -BIG),
            new Spike(1, 170, 1, BIG),
            new Spike(23, 179, 1, SMALL),
            new Spike(24, 191, 3, BIG),
            new Spike(7, 205, 1, BIG),
            new Spike(16, 214, 1, SMALL),
            new Spike(2, 226, 1, BIG));
    private static final List<Lift> LIFTS =
            List.of(new Lift("east", 148), new Lift("west", 156), new Lift("west", 196), new Lift("east", 219));
    private static final List<Level> QUEUE_OF_EAST = List.of(
            new Level(0, 10),
            new Level(130, 75),
            new Level(140, 95),
            new Level(155, 75),
            new Level(165, 65),
            new Level(175, 10));

    private Workload() {}

    static String centre(int host) {
        return host % 2 == 0 ? "west" : "east";
    }

    static String host(int host) {
        return String.format(Locale.ROOT, "h%02d", host);
    }

    static String series(int host) {
        return "shop.load{dc:" + centre(host) + ",host:" + host(host) + "}";
    }

    static double load(int host, int minute) {
        double load = 100 + host + noise(host, minute);
        for (Spike spike : SPIKES) {
            if (spike.host() == host && minute >= spike.minute() && minute < spike.minute() + spike.minutes()) {
                load += spike.by();
            }
        }
        for (Lift lift : LIFTS) {
            if (lift.centre().equals(centre(host)) && lift.minute() == minute) {
                load += LIFT;
            }
        }
        return load;
    }

    static double queue(String centre, int minute) {
        double value = 10;
        for (Level level : QUEUE_OF_EAST) {
            if (centre.equals("east") && minute >= level.minute()) {
                value = level.value();
            }
        }
        return value;
    }

    static Instant at(int minute) {
        return BASE.plus(Duration.ofMinutes(minute));
    }

    /** {@code detector | group | start of the bucket}. */
    static List<String> anomalies() {
        List<String> lines = new ArrayList<>();
        for (Spike spike : SPIKES) {
            for (int minute = spike.minute(); minute < spike.minute() + spike.minutes(); minute++) {
                lines.add(line(HOST_DETECTOR, series(spike.host()), at(minute)));
                if (Math.abs(spike.by()) == BIG) {
                    lines.add(line(CENTRE_DETECTOR, "dc:" + centre(spike.host()), at(minute)));
                }
            }
        }
        for (Lift lift : LIFTS) {
            lines.add(line(CENTRE_DETECTOR, "dc:" + lift.centre(), at(lift.minute())));
        }
        return lines;
    }

    /** {@code monitor | group | from→to | time}, of the monitors whose points have fixed times. */
    static List<String> alerts() {
        List<String> lines = new ArrayList<>();
        for (Spike spike : SPIKES) {
            lines.add(line(HOST_MONITOR, series(spike.host()), "OK→ALERT", at(spike.minute() + 1)));
            lines.add(line(HOST_MONITOR, series(spike.host()), "ALERT→OK", at(recovered(spike))));
        }
        lines.add(line(QUEUE_MONITOR, "dc:east", "OK→WARN", at(131)));
        lines.add(line(QUEUE_MONITOR, "dc:east", "WARN→ALERT", at(141)));
        lines.add(line(QUEUE_MONITOR, "dc:east", "ALERT→WARN", at(156)));
        lines.add(line(QUEUE_MONITOR, "dc:east", "WARN→OK", at(176)));
        return lines;
    }

    /** {@code monitor | group | from→to}, of the monitor whose points came as they were measured. */
    static List<String> alertsOfTheOven() {
        return List.of(line(OVEN_MONITOR, "room:kitchen", "OK→WARN"), line(OVEN_MONITOR, "room:kitchen", "WARN→ALERT"));
    }

    /** {@code recipient | subject}. */
    static List<String> mails() {
        List<String> lines = new ArrayList<>();
        for (Spike spike : SPIKES) {
            if (!isHeld(spike)) {
                String where = " on {" + series(spike.host()) + "}] Load of " + host(spike.host()) + " is strange";
                lines.add(line(ON_CALL, "[P2] [Triggered" + where));
                lines.add(line(BOARD, "[P2] [Triggered" + where));
                lines.add(line(ON_CALL, "[P2] [Recovered" + where));
            }
        }
        String queue = " on {dc:east}] The queue is long";
        lines.add(line(ON_CALL, "[Warn" + queue));
        lines.add(line(ON_CALL, "[Triggered" + queue));
        lines.add(line(ON_CALL, "[Warn" + queue));
        lines.add(line(ON_CALL, "[Recovered" + queue));
        lines.add(line(KITCHEN, "[Warn on {room:kitchen}] The oven is hot"));
        lines.add(line(KITCHEN, "[Triggered on {room:kitchen}] The oven is hot"));
        return lines;
    }

    /** {@code monitor | group | kind | recipient | downtimes | time}. */
    static List<String> held() {
        List<String> lines = new ArrayList<>();
        for (Spike spike : SPIKES) {
            if (isHeld(spike)) {
                String series = series(spike.host());
                Instant triggered = at(spike.minute() + 1);
                lines.add(line(HOST_MONITOR, series, "TRIGGERED", ON_CALL, DOWNTIME, triggered));
                lines.add(line(HOST_MONITOR, series, "TRIGGERED", BOARD, DOWNTIME, triggered));
                lines.add(line(HOST_MONITOR, series, "RECOVERED", ON_CALL, DOWNTIME, at(recovered(spike))));
            }
        }
        return lines;
    }

    static String line(Object... parts) {
        return String.join(" | ", List.of(parts).stream().map(Object::toString).toList());
    }

    private static boolean isHeld(Spike spike) {
        return centre(spike.host()).equals("west");
    }

    /** The first bucket whose window of five minutes has no spike left in it, at its end. */
    private static int recovered(Spike spike) {
        return spike.minute() + spike.minutes() - 1 + WINDOW_MINUTES + 1;
    }

    /** Even in -1 to 1, from a mixing of the numbers alone (SplitMix64's finisher). */
    private static double noise(int host, int minute) {
        long mixed = host * 1_000_003L + minute * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1.0p-52 - 1;
    }
}
