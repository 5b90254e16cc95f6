package io.tidemark.alerting.template;

import java.util.Objects;

/**
 * What a renderer made: one line and a text.
 *
 * @param subject one line, without line breaks
 * @param body the monitor's message as plain text, with the {@code @handles} that its blocks left in
 */
public record RenderedMessage(String subject, String body) {

    public RenderedMessage {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(body, "body");
        if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0) {
            subject = subject.replace('\r', ' ').replace('\n', ' ');
        }
    }
}
