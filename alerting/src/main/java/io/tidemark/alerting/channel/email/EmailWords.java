package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Shown;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a mail says, before it is text or HTML. */
record EmailWords(
        StateLabel label,
        String word,
        String headline,
        String where,
        String when,
        String body,
        List<Fact> facts,
        Optional<String> link,
        String footer) {

    /** A word and a colour; the word alone is enough. */
    enum StateLabel {
        ALERT("ALERT", "#c5202b", "#fdecee"),
        WARNING("WARNING", "#8a5a00", "#fff6e0"),
        RECOVERED("RECOVERED", "#1a7437", "#e6f6ea"),
        NO_DATA("NO DATA", "#57606a", "#eef0f3"),
        REMINDER("REMINDER", "#c5202b", "#fdecee"),
        DOWNTIME("DOWNTIME", "#0b5cad", "#e7f1fc"),
        DIGEST("DIGEST", "#57606a", "#eef0f3"),
        EVENT("EVENT", "#0b5cad", "#e7f1fc"),
        ANNOTATION("COMMENT", "#0b5cad", "#e7f1fc"),
        UNDELIVERED("NOT DELIVERED", "#c5202b", "#fdecee");

        final String word;
        final String colour;
        final String tint;

        StateLabel(String word, String colour, String tint) {
            this.word = word;
            this.colour = colour;
            this.tint = tint;
        }
    }

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm:ss", Locale.ENGLISH);
    private static final Pattern BRACKET = Pattern.compile("^\\[([^\\]]{1,40})\\]");
    private static final int FACTS_MAX = 100;
    private static final int FACT_CHARACTERS_MAX = 2_000;

    static EmailWords of(Notification n, Optional<URI> console) {
        List<Fact> facts = n.getFacts().stream()
                .limit(FACTS_MAX)
                .map(fact ->
                        new Fact(Shown.oneLine(fact.getName(), 80), Shown.oneLine(fact.getText(), FACT_CHARACTERS_MAX)))
                .toList();
        return new EmailWords(
                label(n),
                word(n),
                // The label says the state already: "[P1] [Triggered on {host:a}] CPU" is headed "CPU".
                headline(n),
                where(n),
                when(n),
                Shown.text(n.getBody()).strip(),
                facts,
                console.map(url -> link(url, n)),
                footer(n));
    }

    private static StateLabel label(Notification n) {
        return switch (n.getKind()) {
            case TRIGGERED -> StateLabel.ALERT;
            case WARNED -> StateLabel.WARNING;
            case RECOVERED -> StateLabel.RECOVERED;
            case NO_DATA -> StateLabel.NO_DATA;
            case RENOTIFIED -> StateLabel.REMINDER;
            case DOWNTIME -> StateLabel.DOWNTIME;
            case DIGEST -> StateLabel.DIGEST;
            case EVENT -> StateLabel.EVENT;
            case ANNOTATION -> StateLabel.ANNOTATION;
            case UNDELIVERED -> StateLabel.UNDELIVERED;
        };
    }

    /** The state in capitals; of a downtime what happened to it, which its subject begins with. */
    private static String word(Notification n) {
        StateLabel label = label(n);
        Matcher bracket = BRACKET.matcher(Shown.oneLine(n.getSubject(), 300));
        boolean says = label == StateLabel.DOWNTIME && bracket.find();
        return says ? bracket.group(1).toUpperCase(Locale.ENGLISH) : label.word;
    }

    private static String headline(Notification n) {
        String subject = Shown.oneLine(n.getSubject(), 300);
        String bare = subject.replaceFirst("^(?:\\[[^\\]]*\\]\\s*)+", "");
        return bare.isBlank() ? subject : bare;
    }

    /** The group, or nothing where there is only one. */
    private static String where(Notification n) {
        boolean one = n.getGroup().isEmpty() || n.getGroup().equals("*");
        return one ? "" : Shown.oneLine(n.getGroup().replace(",", ", "), 400);
    }

    private static String when(Notification n) {
        ZonedDateTime at = n.getDecidedAt().atZone(zone(n));
        boolean utc = at.getOffset().equals(ZoneOffset.UTC);
        return WHEN.format(at) + (utc ? " UTC" : " " + at.getOffset() + " (" + at.getZone() + ")");
    }

    private static ZoneId zone(Notification n) {
        try {
            return ZoneId.of(n.getGraph() == null ? n.getZone() : n.getGraph().getZone());
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC; // the offset is printed beside the time, so nobody is misled
        }
    }

    private static String link(URI console, Notification n) {
        String base = console.toString().replaceAll("/+$", "");
        return n.getAlertId().isEmpty()
                ? base + "/"
                : base + "/alerts/" + URLEncoder.encode(n.getAlertId(), StandardCharsets.UTF_8);
    }

    private static String footer(Notification n) {
        StringBuilder text = new StringBuilder("Sent by Tidemark to ").append(Shown.oneLine(n.getRecipient(), 254));
        if (!n.getMonitorId().isEmpty()) {
            text.append(" for monitor ").append(Shown.oneLine(n.getMonitorId(), 100));
        }
        if (!n.getGroup().isEmpty() && !n.getGroup().equals("*")) {
            text.append(", group ").append(Shown.oneLine(n.getGroup(), 400));
        }
        return text.append(". Notification ")
                .append(Shown.oneLine(n.getId(), 100))
                .append('.')
                .toString();
    }
}
