package io.tidemark.alerting.preview;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Schedule;
import io.tidemark.alerting.downtime.WindowText;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.query.Grouping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a downtime would have held back, had it been in force before: each notification that people were sent, with the same rules as the
 * live decision.
 *
 * <pre>
 *   triggered, warned, no data, reminder within a window    hidden
 *   recovery within a window of what was hidden             hidden
 *   recovery within a window of what was told before        told, unless it mutes the first recovery
 *   recovery after the window of what was hidden in it      told in the past, hidden here: nobody would have known
 * </pre>
 *
 * @param next the windows to come, for people
 * @param hidden what would not have been sent, oldest first
 * @param sent how many notifications of incidents people were sent in the span
 */
public record DowntimePreview(List<String> next, List<Notification> hidden, int sent) {

    /** Windows shown. */
    public static final int WINDOWS_SHOWN = 10;

    public DowntimePreview {
        next = List.copyOf(next);
        hidden = List.copyOf(hidden);
    }

    /**
     * Looks back.
     *
     * @param downtime the one to be saved
     * @param records of the topic {@code notifications}, in the order of each partition
     * @param monitorTags tags of the monitors by id, for records that do not carry them
     * @param from begin of the span that is looked at
     * @param now where it ends, and the windows to come begin
     */
    public static DowntimePreview of(
            Downtime downtime,
            Collection<Notification> records,
            Map<String, List<String>> monitorTags,
            Instant from,
            Instant now) {
        List<Schedule> before = Backdated.schedules(downtime.schedule(), from, now);
        Map<String, Notification> latest = new LinkedHashMap<>();
        records.forEach(record -> latest.put(record.getId(), record));
        List<Notification> sent = latest.values().stream()
                .filter(record -> isSent(record, from, now))
                .sorted(Comparator.comparing(Notification::getDecidedAt).thenComparing(Notification::getId))
                .toList();
        Set<String> unknown = new HashSet<>();
        List<Notification> hidden = new ArrayList<>();
        for (Notification one : sent) {
            if (isHidden(downtime, before, one, monitorTags, unknown)) {
                hidden.add(one);
            }
        }
        return new DowntimePreview(WindowText.next(downtime, now, WINDOWS_SHOWN), hidden, sent.size());
    }

    private static boolean isSent(Notification record, Instant from, Instant now) {
        return !record.getAlertId().isEmpty()
                && record.getState() != NotificationState.HELD
                && !record.getDecidedAt().isBefore(from)
                && record.getDecidedAt().isBefore(now);
    }

    /** @param unknown threads, by recipient, of which that recipient would know nothing */
    private static boolean isHidden(
            Downtime downtime,
            List<Schedule> before,
            Notification one,
            Map<String, List<String>> monitorTags,
            Set<String> unknown) {
        String thread = one.getThread() + "\n" + one.getChannel() + "\n" + one.getRecipient();
        List<String> tags =
                one.getTags().isEmpty() ? monitorTags.getOrDefault(one.getMonitorId(), List.of()) : one.getTags();
        boolean within = !downtime.canceled()
                && downtime.concerns(one.getMonitorId(), tags, Grouping.tagsOfGroup(one.getGroup()))
                && before.stream().anyMatch(schedule -> schedule.isActive(one.getDecidedAt()));
        if (one.getKind() == NotificationKind.RECOVERED) {
            return unknown.remove(thread) || within && downtime.muteFirstRecovery();
        }
        if (within && one.getKind() != NotificationKind.RENOTIFIED) {
            unknown.add(thread);
        } else if (!within) {
            unknown.remove(thread);
        }
        return within;
    }
}
