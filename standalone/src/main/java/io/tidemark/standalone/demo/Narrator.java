package io.tidemark.standalone.demo;

import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says in one line what was found. A labelled event is told of once; anomalies outside of labelled events only where they
 * arrive while one looks, and once in six hours of a series' time, because neighbouring buckets are one find to a reader.
 * Used by one thread.
 */
final class Narrator implements Witness.FindListener {
    private static final long APART_SECONDS = 6 * 3_600;

    private final Map<String, ShiftedSeries> byDetector = new HashMap<>();
    private final Set<String> toldEvents = new HashSet<>();
    private final Map<String, Instant> toldLast = new HashMap<>();
    private final DateTimeFormatter clock;
    private final Consumer<String> line;

    Narrator(List<ShiftedSeries> series, ZoneId zone, Consumer<String> line) {
        series.forEach(s -> byDetector.put(s.recording().id(), s));
        this.clock =
                DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH).withZone(zone);
        this.line = line;
    }

    @Override
    public void found(Anomaly anomaly) {
        ShiftedSeries series = byDetector.get(anomaly.getDetector());
        Instant at = anomaly.getBucketStart();
        Optional<LabelledEvent> event = series == null ? Optional.empty() : series.eventAt(at);
        String subject =
                series == null ? anomaly.getDetector() : series.recording().title();
        if (event.isPresent()) {
            if (!toldEvents.add(anomaly.getDetector() + event.get().from())) {
                return;
            }
        } else if (series != null && at.isBefore(series.liveFrom())) {
            return; // The past outside of known events is drawn, not told: there is nothing to compare it with.
        } else if (isToldNearby(anomaly.getDetector() + anomaly.getGroup(), at)) {
            return;
        }
        String unit = series == null ? "" : " " + series.recording().unit();
        line.accept(String.format(
                Locale.ENGLISH,
                "found   %s: anomaly at %s, value %s%s, expected %s (%s to %s)%s",
                subject,
                clock.format(at),
                number(anomaly.getValue()),
                unit,
                number(anomaly.getExpected()),
                number(anomaly.getLower()),
                number(anomaly.getUpper()),
                event.map(e -> " — labelled event '" + e.what() + "'").orElse("")));
    }

    @Override
    public void changed(Alert alert) {
        line.accept("alert   " + alert.getMonitorName() + ": " + alert.getFrom() + " → " + alert.getTo() + " at "
                + clock.format(alert.getAt()) + (alert.getDowntimes().isEmpty() ? "" : " (downtime in force)"));
    }

    @Override
    public void told(Notification notification) {
        if (notification.getState() == NotificationState.SENT) {
            line.accept("mail    sent to " + notification.getRecipient() + ": " + notification.getSubject());
        } else if (notification.getState() == NotificationState.HELD) {
            line.accept("mail    held back by downtime '" + String.join("', '", notification.getHeldBy()) + "': "
                    + notification.getSubject());
        } else if (notification.getState() == NotificationState.FAILED) {
            line.accept("mail    FAILED: " + notification.getSubject());
        }
    }

    /** A number as people read it: five significant digits at most. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        double size = Math.abs(value);
        return String.format(Locale.ENGLISH, size >= 1_000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    private boolean isToldNearby(String key, Instant at) {
        Instant last = toldLast.get(key);
        if (last != null && Math.abs(at.getEpochSecond() - last.getEpochSecond()) < APART_SECONDS) {
            return true;
        }
        toldLast.put(key, at);
        return false;
    }
}
