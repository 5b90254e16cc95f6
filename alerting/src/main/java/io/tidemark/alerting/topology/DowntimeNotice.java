package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtime.EndType;
import io.tidemark.alerting.downtime.WindowText;
import io.tidemark.alerting.template.Handles;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What people are told of a downtime: what happened to it, by whom, which monitors it touches, and when it comes next, in its
 * own local time.
 *
 * @param downtime the version told of; of a deleted one the last
 * @param verb 'scheduled', 'changed', 'cancelled', 'started', 'ended'
 * @param sentence what that means, for people
 * @param author who did it; empty where it came by itself or nobody knows
 * @param atMillis the tick at which it is told
 */
record DowntimeNotice(Downtime downtime, String verb, String sentence, String author, long atMillis) {

    static final int OCCURRENCES_SHOWN = 5;
    private static final int MONITORS_SHOWN = 10;
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{[^}]*}}");
    private static final int NAME_CHARACTERS_MAX = 80;

    /** The line that names it: '[Downtime started] Backups of the shop'. */
    String subject() {
        return "[Downtime " + verb + "] " + name();
    }

    /** What it is for, by the first line of its message without handles; its scope where it says nothing. */
    private String name() {
        String first = downtime.message().strip().lines().findFirst().orElse("");
        String bare = Handles.without(first);
        if (bare.isEmpty()) {
            return "for " + downtime.scope().text();
        }
        return bare.length() <= NAME_CHARACTERS_MAX ? bare : bare.substring(0, NAME_CHARACTERS_MAX - 1) + "…";
    }

    /** The facts, in order. @param monitors all that are known */
    List<Fact> facts(List<WatchedMonitor> monitors) {
        List<Fact> facts = new ArrayList<>();
        if (!author.isEmpty()) {
            facts.add(new Fact("By", author));
        }
        facts.add(new Fact("Scope", downtime.scope().text()));
        facts.add(new Fact("Monitors", touched(monitors)));
        facts.add(new Fact("Schedule", WindowText.schedule(downtime.schedule())));
        if (verb.equals("cancelled")) {
            facts.add(new Fact("Windows", "none: it is cancelled"));
        } else {
            List<String> next = WindowText.next(downtime, Instant.ofEpochMilli(atMillis), OCCURRENCES_SHOWN);
            if (next.isEmpty()) {
                facts.add(new Fact("Windows", "none left"));
            }
            for (int i = 0; i < next.size(); i++) {
                facts.add(new Fact(i == 0 ? "Next window" : "Then", next.get(i)));
            }
            facts.add(new Fact("First recovery", downtime.muteFirstRecovery() ? "held back" : "told"));
        }
        facts.add(new Fact("Still bad at the end", endings()));
        facts.add(new Fact("Downtime", downtime.id()));
        return facts;
    }

    private String touched(List<WatchedMonitor> monitors) {
        List<String> names = monitors.stream()
                .filter(monitor -> downtime.monitors().matches(monitor.id(), monitor.tags()))
                .map(monitor -> withoutVariables(monitor.name()))
                .toList();
        if (names.isEmpty()) {
            return "none: no monitor is meant by it at present";
        }
        String shown = String.join(", ", names.subList(0, Math.min(MONITORS_SHOWN, names.size())));
        return names.size() <= MONITORS_SHOWN ? shown : shown + " and " + (names.size() - MONITORS_SHOWN) + " more";
    }

    /** The name of a monitor where there is no group to fill it in: 'Load of …'. */
    static String withoutVariables(String name) {
        return VARIABLE.matcher(name).replaceAll("…");
    }

    private String endings() {
        if (downtime.endStates().isEmpty() || downtime.endTypes().isEmpty()) {
            return "not told";
        }
        String after = downtime.endTypes().size() == 2
                ? "told"
                : downtime.endTypes().contains(EndType.EXPIRED)
                        ? "told when it ends by itself"
                        : "told when it is cancelled";
        return downtime.endStates().equals(Downtime.END_STATES)
                ? after
                : after + ", of " + String.join(", ", new TreeSet<>(downtime.endStates()));
    }

    /** One intention for each of those whom its message, or the version before it, names. */
    List<Notification> notifications(String occasion, Set<Handles.Handle> recipients, List<WatchedMonitor> monitors) {
        String body = downtime.message().isBlank() ? sentence : sentence + "\n\n" + downtime.message();
        return recipients.stream()
                .map(to -> Notification.newBuilder()
                        .setId(Digests.of("downtime", downtime.id(), occasion, to.channel(), to.recipient()))
                        .setThread(Digests.of("downtime", downtime.id()))
                        .setAlertId("")
                        .setMonitorId("")
                        .setGroup("")
                        .setKind(NotificationKind.DOWNTIME)
                        .setChannel(to.channel())
                        .setRecipient(to.recipient())
                        .setSubject(subject())
                        .setBody(body)
                        .setFacts(facts(monitors))
                        .setGraph(null)
                        .setDecidedAt(Instant.ofEpochMilli(atMillis))
                        .setState(NotificationState.PENDING)
                        .setHeldBy(List.of())
                        .setAttempts(List.of())
                        .setNextAttempt(null)
                        .setZone(downtime.schedule().zone().getId())
                        .build())
                .toList();
    }
}
