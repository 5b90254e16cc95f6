package io.tidemark.alerting.topology;

import io.tidemark.alerting.monitor.Texts;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.explain.SharedTag;
import io.tidemark.query.Grouping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One message that stands for many: how many of which kind, the gravest first, and the rest by count. */
final class DigestText {

    /** Messages that are listed by name. */
    static final int LISTED_MAX = 20;

    private static final int LINE_CHARS_MAX = 300;

    private static final String LATE = "Found while alerting was catching up: this is about the past, and may be over.";

    private DigestText() {}

    static Notification of(List<Notification> all, boolean late, long tickMillis) {
        List<Notification> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt((Notification n) -> gravity(n.getKind()))
                .thenComparing(Notification::getDecidedAt)
                .thenComparing(Notification::getSubject)
                .thenComparing(Notification::getId));
        Map<NotificationKind, Integer> counts = new LinkedHashMap<>();
        sorted.forEach(one -> counts.merge(one.getKind(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((kind, count) -> parts.add(count + " " + word(kind)));
        String summary = String.join(", ", parts);
        StringBuilder body = new StringBuilder();
        body.append(all.size()).append(" messages in one: ").append(summary).append(".\n");
        if (late) {
            body.append(LATE).append('\n');
        }
        body.append('\n');
        List<Fact> facts = new ArrayList<>();
        for (Notification one : sorted.subList(0, Math.min(LISTED_MAX, sorted.size()))) {
            String line = cut(one.getSubject());
            body.append("- ")
                    .append(Texts.time(one.getDecidedAt().toEpochMilli()))
                    .append("  ")
                    .append(line)
                    .append('\n');
        }
        if (sorted.size() > LISTED_MAX) {
            body.append("- and ").append(sorted.size() - LISTED_MAX).append(" more; the console lists all of them.\n");
        }
        facts.add(new Fact("Messages", Integer.toString(all.size())));
        counts.forEach((kind, count) -> facts.add(new Fact(capital(word(kind)), Integer.toString(count))));
        Map<String, Integer> shared = SharedTag.most(all.stream()
                .filter(one -> !one.getGroup().isEmpty())
                .map(one -> Grouping.tagsOfGroup(one.getGroup()))
                .toList());
        if (!shared.isEmpty()) {
            facts.add(new Fact(
                    "In common",
                    shared.entrySet().stream()
                            .map(tag -> tag.getKey() + " in " + tag.getValue())
                            .collect(Collectors.joining(", "))));
        }
        facts.add(new Fact(
                "First decided",
                Texts.time(all.stream()
                        .mapToLong(n -> n.getDecidedAt().toEpochMilli())
                        .min()
                        .orElse(tickMillis))));
        facts.add(new Fact(
                "Last decided",
                Texts.time(all.stream()
                        .mapToLong(n -> n.getDecidedAt().toEpochMilli())
                        .max()
                        .orElse(tickMillis))));
        Notification first = all.get(0);
        String id = Digests.of("digest", first.getId(), all.size(), tickMillis);
        return Notification.newBuilder()
                .setId(id)
                .setThread(Digests.of("digest", first.getChannel(), first.getRecipient(), tickMillis))
                .setAlertId("")
                .setMonitorId("")
                .setGroup("")
                .setKind(NotificationKind.DIGEST)
                .setChannel(first.getChannel())
                .setRecipient(first.getRecipient())
                .setSubject((late ? "[Late] " : "") + all.size() + " messages: " + summary)
                .setBody(body.toString())
                .setFacts(facts)
                .setGraph(null)
                .setDecidedAt(Instant.ofEpochMilli(tickMillis))
                .setState(NotificationState.PENDING)
                .setHeldBy(List.of())
                .setAttempts(List.of())
                .setNextAttempt(null)
                .build();
    }

    /** The same message, marked as one about the past. */
    static Notification late(Notification message) {
        List<Fact> facts = new ArrayList<>(message.getFacts());
        facts.add(0, new Fact("Late", LATE));
        return Notification.newBuilder(message)
                .setFacts(facts)
                .setSubject("[Late] " + message.getSubject())
                .build();
    }

    /** What is left of a message that is only a line of another one: no picture, no facts. */
    static Notification slim(Notification message) {
        return Notification.newBuilder(message)
                .setGraph(null)
                .setFacts(List.of())
                .build();
    }

    private static int gravity(NotificationKind kind) {
        return switch (kind) {
            case TRIGGERED -> 0;
            case RENOTIFIED -> 1;
            case NO_DATA -> 2;
            case WARNED -> 3;
            case RECOVERED -> 4;
            default -> 5;
        };
    }

    private static String word(NotificationKind kind) {
        return switch (kind) {
            case TRIGGERED -> "alert";
            case RENOTIFIED -> "still bad";
            case NO_DATA -> "without data";
            case WARNED -> "warning";
            case RECOVERED -> "recovered";
            default -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String cut(String line) {
        return line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX - 1) + "…";
    }
}
