package io.tidemark.standalone.demo;

import io.tidemark.avro.NotificationState;
import java.util.HashMap;
import java.util.Map;

/** What the services have written so far. Thread-safe. */
final class Tally {
    private final Map<Integer, Long> tickMillis = new HashMap<>();
    private final Map<String, Long> bandsOfDetector = new HashMap<>();
    private final Map<String, NotificationState> notifications = new HashMap<>();
    private int partitions;
    private long points;
    private long bands;
    private long anomalies;
    private long alerts;

    /**
     * The figures of one instant.
     *
     * @param alerts transitions of monitors' groups
     * @param mailsSent notifications that a channel took
     * @param mailsHeld notifications that a downtime held back
     */
    record Figures(long points, long bands, long anomalies, long alerts, long mailsSent, long mailsHeld) {
        /** The last line of a demo that ends by itself; its form is relied on by scripts. */
        String summary() {
            return "summary points=" + points + " bands=" + bands + " anomalies=" + anomalies + " alerts=" + alerts
                    + " mails_sent=" + mailsSent + " mails_held=" + mailsHeld;
        }
    }

    synchronized Figures figures() {
        return new Figures(
                points, bands, anomalies, alerts, count(NotificationState.SENT), count(NotificationState.HELD));
    }

    synchronized long bandsOf(String detector) {
        return bandsOfDetector.getOrDefault(detector, 0L);
    }

    /** The time that has passed in every partition; before each has ticked, the beginning of time. */
    synchronized long tickMillisEverywhere() {
        return tickMillis.size() < partitions || partitions == 0
                ? Long.MIN_VALUE
                : tickMillis.values().stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE);
    }

    synchronized void expectPartitions(int count) {
        partitions = count;
    }

    synchronized void tick(int partition, long millis) {
        tickMillis.merge(partition, millis, Math::max);
    }

    synchronized void points(int count) {
        points += count;
    }

    synchronized void bands(String detector, int count) {
        bands += count;
        bandsOfDetector.merge(detector, (long) count, Long::sum);
    }

    synchronized void anomaly() {
        anomalies++;
    }

    synchronized void alert() {
        alerts++;
    }

    /** Notes what became of a notification; true where that is news. */
    synchronized boolean notification(String id, NotificationState state) {
        return notifications.put(id, state) != state;
    }

    private long count(NotificationState state) {
        return notifications.values().stream().filter(s -> s == state).count();
    }
}
