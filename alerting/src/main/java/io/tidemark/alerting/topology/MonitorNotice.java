package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.template.Handles;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What those whom a monitor names are told when the monitor itself changes, where it asks for that ({@code notify_audit}).
 *
 * @param change the record
 * @param verb 'created', 'changed', 'deleted'
 * @param before empty of a new one
 * @param now empty of a deleted one
 * @param atMillis the tick at which it is told
 */
record MonitorNotice(
        Change change, String verb, Optional<WatchedMonitor> before, Optional<WatchedMonitor> now, long atMillis) {

    /** One intention for each of those whom its message names, or the version before it named; none where nobody asked. */
    List<Notification> notifications() {
        Set<Handles.Handle> recipients = new LinkedHashSet<>();
        versions()
                .filter(monitor -> monitor.notice().audit())
                .forEach(monitor ->
                        recipients.addAll(Handles.in(monitor.message()).known()));
        return recipients.stream().map(this::to).toList();
    }

    private Stream<WatchedMonitor> versions() {
        return Stream.concat(before.stream(), now.stream());
    }

    private Notification to(Handles.Handle recipient) {
        WatchedMonitor monitor = now.or(() -> before).orElseThrow();
        String by = change.origin().author().isEmpty()
                ? ""
                : " by " + change.origin().author();
        return Notification.newBuilder()
                .setId(Digests.of("audit", change.origin().eventId(), recipient.channel(), recipient.recipient()))
                .setThread(Digests.of("audit", change.id()))
                .setAlertId("")
                .setMonitorId(change.id())
                .setMonitorName(name(monitor))
                .setGroup("")
                .setKind(NotificationKind.EVENT)
                .setChannel(recipient.channel())
                .setRecipient(recipient.recipient())
                .setSubject("[Monitor " + verb + "] " + name(monitor))
                .setBody("The monitor was " + verb + by + ". Its message names you, and it tells of its own changes.")
                .setFacts(facts())
                .setGraph(null)
                .setDecidedAt(Instant.ofEpochMilli(atMillis))
                .setState(NotificationState.PENDING)
                .setHeldBy(List.of())
                .setAttempts(List.of())
                .setNextAttempt(null)
                .setZone(monitor.zone().getId())
                .build();
    }

    private static String name(WatchedMonitor monitor) {
        return DowntimeNotice.withoutVariables(monitor.name());
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        if (!change.origin().author().isEmpty()) {
            facts.add(new Fact("By", change.origin().author()));
        }
        facts.add(new Fact("Monitor", change.id()));
        compare(facts, "Name", WatchedMonitor::name);
        compare(facts, "Query", WatchedMonitor::query);
        compare(facts, "Message", WatchedMonitor::message);
        compare(facts, "Reminder", WatchedMonitor::escalationMessage);
        compare(facts, "Tags", monitor -> String.join(", ", monitor.tags()));
        compare(facts, "Told together by", monitor -> String.join(", ", monitor.notifyBy()));
        return facts;
    }

    /** What is said now, and what was said before where that was something else; of what stayed nothing but the query. */
    private void compare(List<Fact> facts, String name, Function<WatchedMonitor, String> of) {
        String then = before.map(of).orElse("");
        String today = now.map(of).orElse(then);
        boolean differs = before.isPresent() && !then.equals(today);
        if (differs || name.equals("Query")) {
            facts.add(new Fact(name, today.isEmpty() ? "none" : today));
        }
        if (differs) {
            facts.add(new Fact(name + " before", then.isEmpty() ? "none" : then));
        }
    }
}
