package io.tidemark.alerting.mention;

import io.tidemark.alerting.template.Handles;
import io.tidemark.alerting.topology.Digests;
import io.tidemark.avro.Event;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Graph;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.document.AnnotationDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From an event or an annotation to what is told of it, and to whom. */
final class Mentions {

    /** What is older when it is read is not news. */
    static final Duration AGE_MAX = Duration.ofHours(1);

    /** One event tells no more people than that. */
    static final int RECIPIENTS_MAX = 10;

    /** Events of ours begin so; they name nobody. */
    static final String OWN_SOURCE = "tidemark.";

    private static final String LIMIT = "limit:mentions";
    private static final String AGE = "limit:age";

    private final MentionLimit limit = new MentionLimit();

    /** The intentions that an event gives. @param now when it is read */
    List<Notification> of(Event event, Instant now) {
        List<Handles.Handle> recipients = recipients(event.getTitle() + "\n" + event.getText());
        if (event.getSource().startsWith(OWN_SOURCE) || recipients.isEmpty()) {
            return List.of();
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("How grave", event.getAlertType().name().toLowerCase(Locale.ROOT)));
        fact(facts, "Host", event.getHost());
        fact(facts, "Source", event.getSource());
        fact(facts, "Tags", String.join(", ", event.getTags()));
        String key = event.getAggregationKey().isEmpty() ? event.getId() : event.getAggregationKey();
        List<Notification> told = new ArrayList<>();
        for (Handles.Handle to : recipients) {
            Notification.Builder builder = Notification.newBuilder()
                    .setId(Digests.of("event", event.getId(), to.channel(), to.recipient()))
                    .setThread(Digests.of("event", key))
                    .setKind(NotificationKind.EVENT)
                    .setSubject("[Event] " + Handles.without(event.getTitle()))
                    .setBody(markdown(event.getText()))
                    .setDecidedAt(event.getAt());
            told.add(complete(builder, facts, to, event.getAt(), now));
        }
        return told;
    }

    /**
     * The intentions that a version of an annotation gives.
     *
     * @param version offset of its record
     * @param writtenAt when it was written
     * @param graph its span; empty where there is nothing to draw
     */
    List<Notification> of(
            AnnotationDocument annotation,
            long version,
            String author,
            Instant writtenAt,
            Optional<Graph> graph,
            Instant now) {
        List<Fact> facts = new ArrayList<>();
        fact(facts, "By", author);
        facts.add(new Fact("From", annotation.start().toString()));
        annotation.end().ifPresent(end -> facts.add(new Fact("Until", end.toString())));
        annotation.metric().ifPresent(metric -> facts.add(new Fact("Metric", metric)));
        fact(
                facts,
                "Scope",
                annotation.scope().text().equals("*") ? "" : annotation.scope().text());
        fact(facts, "Tags", String.join(", ", annotation.tags()));
        String first =
                Handles.without(annotation.text().strip().lines().findFirst().orElse(""));
        List<Notification> told = new ArrayList<>();
        for (Handles.Handle to : recipients(annotation.text())) {
            Notification.Builder builder = Notification.newBuilder()
                    .setId(Digests.of("annotation", annotation.id(), version, to.channel(), to.recipient()))
                    .setThread(Digests.of("annotation", annotation.id()))
                    .setKind(NotificationKind.ANNOTATION)
                    .setSubject("[Comment] " + first)
                    .setBody(annotation.text())
                    .setGraph(graph.orElse(null))
                    .setDecidedAt(writtenAt);
            told.add(complete(builder, facts, to, writtenAt, now));
        }
        return told;
    }

    /** A notification of the last hour, as the log has it: counts where it is one of ours that was not held. */
    void remember(Notification told) {
        boolean ours = told.getKind() == NotificationKind.EVENT || told.getKind() == NotificationKind.ANNOTATION;
        if (ours && told.getState() != NotificationState.HELD) {
            limit.told(key(told.getChannel(), told.getRecipient()), told.getDecidedAt());
        }
    }

    private static String key(String channel, String recipient) {
        return channel + "\n" + recipient;
    }

    static List<Handles.Handle> recipients(String text) {
        List<Handles.Handle> known = Handles.in(text).known();
        return known.subList(0, Math.min(RECIPIENTS_MAX, known.size()));
    }

    private Notification complete(
            Notification.Builder builder, List<Fact> facts, Handles.Handle to, Instant at, Instant now) {
        boolean old = at.plus(AGE_MAX).isBefore(now);
        int left = old ? 0 : limit.take(key(to.channel(), to.recipient()), now);
        List<Fact> all = new ArrayList<>(facts);
        if (left == 1) {
            all.add(new Fact(
                    "More of these",
                    "are recorded, and not sent to you for an hour: this was the " + MentionLimit.PER_HOUR + "th"));
        }
        return builder.setAlertId("")
                .setMonitorId("")
                .setGroup("")
                .setChannel(to.channel())
                .setRecipient(to.recipient())
                .setFacts(all)
                .setState(left > 0 ? NotificationState.PENDING : NotificationState.HELD)
                .setHeldBy(left > 0 ? List.of() : List.of(old ? AGE : LIMIT))
                .build();
    }

    private static void fact(List<Fact> facts, String name, String text) {
        if (!text.isBlank()) {
            facts.add(new Fact(name, text));
        }
    }

    /** Text between lines of %%% is Markdown; it reads well as it stands, without the marks. */
    private static String markdown(String text) {
        return text.replaceAll("(?m)^\\s*%%%\\s*$\\R?", "").strip();
    }
}
