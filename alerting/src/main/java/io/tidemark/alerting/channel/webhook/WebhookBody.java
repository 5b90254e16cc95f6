package io.tidemark.alerting.channel.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.alerting.channel.Shown;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The JSON of a notification. */
final class WebhookBody {

    /** Slack cuts at 40,000; half of it leaves room for the escapes. */
    static final int TEXT_CHARACTERS_MAX = 20_000;

    private static final JsonFactory JSON = new JsonFactory();

    private WebhookBody() {}

    static byte[] of(Notification n) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("text", text(n));
            json.writeStringField("id", n.getId());
            json.writeStringField("thread", n.getThread());
            json.writeStringField("kind", n.getKind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("alert_id", n.getAlertId());
            json.writeStringField("monitor_id", n.getMonitorId());
            json.writeStringField("group", n.getGroup());
            json.writeStringField("subject", n.getSubject());
            json.writeStringField("body", cut(n.getBody()));
            json.writeStringField("decided_at", n.getDecidedAt().toString());
            json.writeArrayFieldStart("facts");
            for (Fact fact : n.getFacts()) {
                json.writeStartObject();
                json.writeStringField("name", fact.getName());
                json.writeStringField("text", cut(fact.getText()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static String text(Notification n) {
        StringBuilder text = new StringBuilder("*")
                .append(chat(Shown.oneLine(n.getSubject(), 300)))
                .append("*\n")
                .append(chat(Shown.text(cut(n.getBody()))));
        for (Fact fact : n.getFacts()) {
            text.append('\n')
                    .append(chat(Shown.oneLine(fact.getName(), 80)))
                    .append(": ")
                    .append(chat(Shown.oneLine(fact.getText(), 1_000)));
        }
        return cut(text.toString());
    }

    /**
     * Text that calls nobody and links nowhere: {@code <!channel>} and {@code <url|text>} are Slack's, {@code @everyone} and
     * {@code [text](url)} others'. A zero-width joiner keeps the words readable and takes their power.
     */
    static String chat(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("(?i)@(?=(everyone|here|channel|all)\\b)", "@\u200D")
                .replace("](", "]\u200D(");
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= TEXT_CHARACTERS_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, TEXT_CHARACTERS_MAX - 1)) + "…";
    }
}
