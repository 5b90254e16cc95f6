package io.tidemark.alerting.downtime;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** When a downtime is active: one span, or the windows of recurring rules. */
public sealed interface Schedule {

    /** What holds at an instant, and for how long around it that is known. */
    Stretch stretchAt(Instant instant);

    /** The next windows that end after an instant, in order; empty ones are among them, so that they can be shown. */
    List<Occurrence> next(Instant after, int count);

    /** The zone that people think of this schedule in. */
    ZoneId zone();

    default boolean isActive(Instant instant) {
        return stretchAt(instant).active();
    }

    /**
     * One span.
     *
     * @param start first instant
     * @param end first instant after it; empty where it lasts until it is cancelled
     */
    record OneOff(Instant start, Optional<Instant> end, ZoneId zone) implements Schedule {

        /** A longer span is refused; what shall never end says so by having no end. */
        static final Duration LONGEST = Duration.ofDays(3_660);

        public OneOff {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(zone, "zone");
            end.ifPresent(last -> {
                if (Duration.between(start, last).compareTo(WallDuration.SHORTEST) < 0) {
                    throw new DowntimeRefusedException(
                            "bad-window",
                            "The downtime ends at " + last + " and starts at " + start
                                    + " (expected an end at least one minute after the start).");
                }
                if (Duration.between(start, last).compareTo(LONGEST) > 0) {
                    throw new DowntimeRefusedException(
                            "bad-window",
                            "The downtime lasts from " + start + " until " + last
                                    + " (expected at most ten years). Set the end to null to make it permanent.");
                }
            });
        }

        @Override
        public Stretch stretchAt(Instant instant) {
            if (instant.isBefore(start)) {
                return new Stretch(Instant.MIN, start, false);
            }
            if (end.isPresent() && !instant.isBefore(end.get())) {
                return new Stretch(end.get(), Instant.MAX, false);
            }
            return new Stretch(start, end.orElse(Instant.MAX), true);
        }

        @Override
        public List<Occurrence> next(Instant after, int count) {
            if (count < 1 || end.isPresent() && !after.isBefore(end.get())) {
                return List.of();
            }
            Instant last = end.orElse(Instant.MAX);
            LocalDateTime localEnd =
                    end.map(e -> LocalDateTime.ofInstant(e, zone)).orElse(LocalDateTime.MAX);
            return List.of(
                    new Occurrence(start, last, LocalDateTime.ofInstant(start, zone), localEnd, java.util.Set.of()));
        }
    }

    /** Windows that come back, in one zone; active while any of them is. */
    record Recurring(ZoneId zone, List<Recurrence> recurrences) implements Schedule {

        /** More rules than people can read are refused. */
        static final int RECURRENCES_MAX = 100;

        public Recurring {
            Objects.requireNonNull(zone, "zone");
            recurrences = List.copyOf(recurrences);
            if (recurrences.isEmpty() || recurrences.size() > RECURRENCES_MAX) {
                throw new DowntimeRefusedException(
                        "bad-recurrences",
                        "The schedule has " + recurrences.size() + " recurrences (expected 1 to " + RECURRENCES_MAX
                                + ").");
            }
            for (Recurrence recurrence : recurrences) {
                recurrence.requireAnyWindow(zone);
            }
        }

        @Override
        public Stretch stretchAt(Instant instant) {
            Stretch all = null;
            for (Recurrence recurrence : recurrences) {
                Stretch one = recurrence.stretchAt(instant, zone);
                all = all == null ? one : all.or(one);
            }
            return all;
        }

        @Override
        public List<Occurrence> next(Instant after, int count) {
            List<Occurrence> out = new ArrayList<>();
            for (Recurrence recurrence : recurrences) {
                out.addAll(recurrence.next(after, count, zone));
            }
            out.sort(Comparator.comparing(Occurrence::start).thenComparing(Occurrence::end));
            return List.copyOf(out.subList(0, Math.min(count, out.size())));
        }
    }

    /** A one-off span without a zone of its own is shown in UTC. */
    static OneOff oneOff(Instant start, Optional<Instant> end) {
        return new OneOff(start, end, ZoneOffset.UTC);
    }
}
