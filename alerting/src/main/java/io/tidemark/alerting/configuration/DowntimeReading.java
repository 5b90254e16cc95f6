package io.tidemark.alerting.configuration;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.MonitorChoice;
import io.tidemark.alerting.downtime.Recurrence;
import io.tidemark.alerting.downtime.Schedule;
import io.tidemark.alerting.downtime.WallDuration;
import io.tidemark.document.DowntimeDocument;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** From a downtime's document to what holds back messages. */
public final class DowntimeReading {

    private DowntimeReading() {}

    /**
     * @param writtenAt when the record was written: the start of a downtime that names none
     * @throws io.tidemark.alerting.downtime.DowntimeRefusedException where its schedule can't be
     */
    public static Downtime read(DowntimeDocument document, Instant writtenAt) {
        return new Downtime(
                document.id(),
                document.message(),
                monitors(document.monitors()),
                document.scope(),
                schedule(document, writtenAt),
                document.canceled(),
                document.muteFirstRecovery(),
                document.notifyEndStates().stream()
                        .map(state -> state.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.toSet()),
                ends(document));
    }

    private static MonitorChoice monitors(DowntimeDocument.MonitorIdentifier identifier) {
        return identifier instanceof DowntimeDocument.ById byId
                ? new MonitorChoice.ById(byId.monitorId())
                : new MonitorChoice.ByTags(Set.copyOf(((DowntimeDocument.ByTags) identifier).tags()));
    }

    /**
     * When it is in force.
     *
     * @param writtenAt where a downtime that names no start is taken to begin
     * @throws io.tidemark.alerting.downtime.DowntimeRefusedException where its schedule can't be
     */
    public static Schedule schedule(DowntimeDocument document, Instant writtenAt) {
        return document.schedule()
                .fold(
                        once -> new Schedule.OneOff(once.start().orElse(writtenAt), once.end(), document.displayZone()),
                        again -> new Schedule.Recurring(
                                again.zone(),
                                again.recurrences().stream()
                                        .map(rule -> new Recurrence(
                                                rule.start(), new WallDuration(rule.duration()), rule.rrule()))
                                        .toList()));
    }

    private static Set<Downtime.EndType> ends(DowntimeDocument document) {
        return document.notifyEndTypes().stream()
                .map(type -> Downtime.EndType.valueOf(type.name()))
                .collect(Collectors.toSet());
    }
}
