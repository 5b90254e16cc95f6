package io.tidemark.alerting.channel.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.alerting.channel.Shown;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of a notification: all of it, what Slack and those that copy it take, or a template of the target's owner.
 *
 * <p>A template is JSON in which <code>{{name}}</code> stands for a text, escaped for the inside of a JSON string:
 * <code>{"title": "{{subject}}", "severity": "{{kind}}"}</code>. It is refused where a name is not known, or where it is no JSON with
 * the texts of a difficult sample in it. Where it gives no JSON all the same, the full body is sent.
 */
public final class WebhookBody {

    /** Everything, with {@code text} for chats. */
    public static final WebhookBody FULL = new WebhookBody(Form.FULL, "");

    /** {@code text} alone. */
    public static final WebhookBody SLACK = new WebhookBody(Form.SLACK, "");

    /** Slack cuts at 40,000; half of it leaves room for the escapes. */
    static final int TEXT_CHARACTERS_MAX = 20_000;

    private static final int TEMPLATE_CHARACTERS_MAX = 20_000;
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]*)\\s*}}");
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final JsonFactory JSON = new JsonFactory();

    /** What the names of a template stand for. */
    private static final Map<String, Function<Notification, String>> NAMES = names();

    private enum Form {
        FULL,
        SLACK,
        TEMPLATE
    }

    private final Form form;
    private final String template;

    private WebhookBody(Form form, String template) {
        this.form = form;
        this.template = template;
    }

    /**
     * A template.
     *
     * @throws IllegalArgumentException where it is too long, names what is not there, or gives no JSON
     */
    public static WebhookBody of(String template) {
        if (template.length() > TEMPLATE_CHARACTERS_MAX) {
            throw new IllegalArgumentException("the body's template is " + template.length()
                    + " characters long (expected at most " + TEMPLATE_CHARACTERS_MAX + "). [webhook-template]");
        }
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            if (!NAMES.containsKey(places.group(1))) {
                throw new IllegalArgumentException("the body's template names \"" + places.group(1)
                        + "\" (expected one of " + String.join(", ", NAMES.keySet()) + "). [webhook-template]");
            }
        }
        WebhookBody body = new WebhookBody(Form.TEMPLATE, template);
        if (!isJson(body.filled(sample()))) {
            throw new IllegalArgumentException("the body's template gives no JSON for a sample (expected JSON with"
                    + " {{names}} within quotes only). [webhook-template]");
        }
        return body;
    }

    /** The body of a notification, UTF-8. */
    public byte[] bytes(Notification n) {
        if (form == Form.TEMPLATE) {
            String filled = filled(n);
            if (isJson(filled)) {
                return filled.getBytes(StandardCharsets.UTF_8);
            }
        }
        return form == Form.SLACK ? slack(n) : full(n);
    }

    private String filled(Notification n) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(
                        quoted(NAMES.get(place.group(1)).apply(n))));
    }

    /** As the inside of a JSON string. */
    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = TREES.createParser(text)) {
            TREES.readTree(parser);
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    private static Map<String, Function<Notification, String>> names() {
        Map<String, Function<Notification, String>> names = new TreeMap<>();
        names.put("text", WebhookBody::text);
        names.put("id", Notification::getId);
        names.put("thread", Notification::getThread);
        names.put("kind", n -> n.getKind().name().toLowerCase(Locale.ROOT));
        names.put("alert_id", Notification::getAlertId);
        names.put("monitor_id", Notification::getMonitorId);
        names.put("monitor_name", Notification::getMonitorName);
        names.put("tags", n -> String.join(",", n.getTags()));
        names.put("group", Notification::getGroup);
        names.put("recipient", Notification::getRecipient);
        names.put("subject", n -> Shown.oneLine(n.getSubject(), 300));
        names.put("body", n -> cut(n.getBody()));
        names.put("decided_at", n -> n.getDecidedAt().toString());
        return names;
    }

    /** Texts that break JSON wherever they are not escaped. */
    private static Notification sample() {
        Wire.trustOurRecords(); // A file of channels is read before anything else is set up.
        String difficult = "\"},{\\ \n\t\u2028 {{subject}} $1";
        return Notification.newBuilder()
                .setId("n\"1")
                .setThread(difficult)
                .setAlertId(difficult)
                .setMonitorId(difficult)
                .setMonitorName(difficult)
                .setTags(List.of(difficult))
                .setGroup(difficult)
                .setKind(NotificationKind.TRIGGERED)
                .setChannel(WebhookChannel.NAME)
                .setRecipient(difficult)
                .setSubject(difficult)
                .setBody(difficult)
                .setDecidedAt(Instant.EPOCH)
                .setState(NotificationState.PENDING)
                .build();
    }

    private static byte[] slack(Notification n) {
        return written(json -> json.writeStringField("text", text(n)));
    }

    private static byte[] full(Notification n) {
        return written(json -> {
            json.writeStringField("text", text(n));
            json.writeStringField("id", n.getId());
            json.writeStringField("thread", n.getThread());
            json.writeStringField("kind", n.getKind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("alert_id", n.getAlertId());
            json.writeStringField("monitor_id", n.getMonitorId());
            json.writeStringField("monitor_name", n.getMonitorName());
            json.writeStringField("group", n.getGroup());
            json.writeStringField("subject", n.getSubject());
            json.writeStringField("body", cut(n.getBody()));
            json.writeStringField("decided_at", n.getDecidedAt().toString());
            json.writeArrayFieldStart("tags");
            for (String tag : n.getTags()) {
                json.writeString(tag);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("facts");
            for (Fact fact : n.getFacts()) {
                json.writeStartObject();
                json.writeStringField("name", fact.getName());
                json.writeStringField("text", cut(fact.getText()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] written(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
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
