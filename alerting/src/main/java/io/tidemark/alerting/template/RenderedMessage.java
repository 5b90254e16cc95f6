package io.tidemark.alerting.template;

import java.util.Objects;

/**
 * What a renderer made: one line and a text.
 *
 * @param name the monitor's name, one line
 * @param subject one line, without line breaks
 * @param body the monitor's message as plain text, with the {@code @handles} that its blocks left in
 */
public record RenderedMessage(String name, String subject, String body) {

    public RenderedMessage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(body, "body");
        if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0) {
            subject = subject.replace('\r', ' ').replace('\n', ' ');
        }
    }
}
