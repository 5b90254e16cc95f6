package io.tidemark.alerting.channel.email;

import io.tidemark.avro.Fact;

/** The text part: the whole message for readers without HTML, and for those who prefer it. */
final class EmailText {

    /** What a server that found the mail too big gets of the body. */
    static final int SHORT_BODY_MAX = 4_000;

    private EmailText() {}

    static String of(EmailWords words) {
        return write(words, words.body(), true);
    }

    static String shortened(EmailWords words) {
        String body = words.body();
        boolean fits = body.codePointCount(0, body.length()) <= SHORT_BODY_MAX;
        return write(words, fits ? body : body.substring(0, body.offsetByCodePoints(0, SHORT_BODY_MAX)) + "…", true);
    }

    /** Without anything a filter would take for a link. */
    static String withoutLinks(EmailWords words) {
        return write(words, words.body().replaceAll("(?i)\\b[a-z][a-z0-9+.-]*://\\S+", "(link left out)"), false);
    }

    private static String write(EmailWords words, String body, boolean linked) {
        StringBuilder text = new StringBuilder();
        text.append(words.word()).append(": ").append(words.headline()).append('\n');
        if (!words.where().isEmpty()) {
            text.append(words.where()).append('\n');
        }
        text.append(words.when()).append("\n\n");
        if (!body.isEmpty()) {
            text.append(body).append("\n\n");
        }
        int width = words.facts().stream()
                .mapToInt(fact -> Math.min(24, fact.getName().length()))
                .max()
                .orElse(0);
        for (Fact fact : words.facts()) {
            text.append(fact.getName())
                    .append(" ".repeat(Math.max(0, width - fact.getName().length()) + 2))
                    .append(fact.getText())
                    .append('\n');
        }
        if (!words.facts().isEmpty()) {
            text.append('\n');
        }
        if (linked) {
            words.link()
                    .ifPresent(
                            url -> text.append("Open in Tidemark: ").append(url).append("\n\n"));
        }
        return text.append("-- \n").append(words.footer()).append('\n').toString();
    }
}
