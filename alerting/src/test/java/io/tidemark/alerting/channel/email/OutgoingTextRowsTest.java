package io.tidemark.alerting.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.channel.webhook.WebhookBody;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.alerting.template.MessageContext;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.message.TemplateFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The catalogue of bad templates and outgoing text, T01 to T12, as pairs of files: the first line of {@code ROW.in} says where the rest stands
 * ({@code template}, {@code subject}, {@code fact}, {@code body}, {@code recipient}, {@code webhook}, {@code chat}), {@code ROW.expected}
 * what comes of it. Review and renew with {@code -Drenew.rows=true}.
 */
class OutgoingTextRowsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "badinput", "text");
    private static final Instant AT = Instant.parse("2026-11-22T14:43:27Z");

    static Stream<String> rows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRowComesOutAsItsFileSays(String row) throws IOException {
        String in = Files.readString(FOLDER.resolve(row + ".in"));
        int end = in.indexOf('\n');
        String out = outcome(in.substring(0, end), in.substring(end + 1).replaceAll("\n$", "")) + "\n";
        Path expected = FOLDER.resolve(row + ".expected");
        if (Boolean.getBoolean("renew.rows")) {
            Files.writeString(expected, out);
        }
        assertThat(out).isEqualTo(Files.readString(expected));
    }

    @Test
    void everyRowOfTheCatalogueIsThere() throws IOException {
        assertThat(rows().map(row -> row.substring(0, 3)).collect(Collectors.toSet()))
                .contains("T01", "T02", "T03", "T04", "T05", "T07", "T08", "T09", "T10", "T11", "T12");
    }

    /** T06: what a loop would make is cut at 100 KiB and says so; the language has no loops, so length comes from the text. */
    @Test
    void t06ATextThatGrowsBeyondItsLimitIsCutAndSaysSo() {
        String body = rendered("{{reason}} {{reason}}\n".repeat(4_000));
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(100 * 1024);
        assertThat(body).endsWith("… (cut at 100 KiB)");
    }

    private static String outcome(String where, String text) {
        return switch (where) {
            case "template" -> template(text);
            case "subject" ->
                headers(Notifications.of("n", "t", NotificationKind.TRIGGERED, AT)
                        .setSubject(text)
                        .build());
            case "fact" ->
                html(
                        "<tr>",
                        Notifications.of("n", "t", NotificationKind.TRIGGERED, AT)
                                .setFacts(List.of(new Fact("Group", text)))
                                .build());
            case "body" ->
                html(
                        "overflow-wrap:anywhere\">",
                        Notifications.of("n", "t", NotificationKind.TRIGGERED, AT)
                                .setBody(text)
                                .build());
            case "recipient" ->
                EmailAddress.parse(text.replace("\\n", "\n").replace("\\r", "\r"))
                        .map(address -> "taken: " + address.text())
                        .orElse("refused");
            case "webhook" -> webhook(text);
            case "chat" ->
                new String(
                        WebhookBody.SLACK.bytes(Notifications.of("n", "t", NotificationKind.TRIGGERED, AT)
                                .setBody(text)
                                .build()),
                        StandardCharsets.UTF_8);
            default -> throw new AssertionError("unknown place " + where);
        };
    }

    private static String template(String text) {
        List<TemplateFault> faults = MessageTemplates.check(text);
        return faults.isEmpty()
                ? "rendered: " + rendered(text)
                : faults.stream().map(TemplateFault::toString).collect(Collectors.joining("\n"));
    }

    private static String rendered(String template) {
        return new MessageTemplates()
                .render(new MessageContext(
                        "cpu",
                        "CPU",
                        template,
                        "",
                        "avg(last_5m):avg:cpu{*} by {host} > 90",
                        List.of(),
                        OptionalInt.empty(),
                        NotificationKind.TRIGGERED,
                        AlertState.OK,
                        AlertState.ALERT,
                        "host:web-01",
                        List.of("host:web-01"),
                        OptionalDouble.of(93.4),
                        ">",
                        OptionalDouble.of(90),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        AT,
                        Optional.of(AT),
                        Optional.of(AT),
                        "The average is 93.4.",
                        ZoneId.of("UTC"),
                        true))
                .body();
    }

    /** The head of the mail as it goes over the wire. */
    private static String headers(Notification notification) {
        String mail = new String(compose(notification).bytes(), StandardCharsets.UTF_8);
        return mail.substring(0, mail.indexOf("\r\n\r\n"))
                .lines()
                .filter(line -> line.matches("(?i)(to|cc|bcc|subject|from):.*|\\s.*"))
                .collect(Collectors.joining("\n"));
    }

    /** The line of the HTML part in which the text stands. */
    private static String html(String mark, Notification notification) {
        String html = EmailHtml.of(EmailWords.of(notification, Optional.empty()), Optional.empty());
        int start = html.lastIndexOf(mark);
        return html.substring(start + mark.length(), html.indexOf(mark.equals("<tr>") ? "</tr>" : "</div>", start));
    }

    private static ComposedMail compose(Notification notification) {
        return new EmailComposer(EmailIdentity.of("tidemark@example.org"))
                .compose(notification, new EmailAddress("ops@example.org"), EmailComposer.Form.FULL);
    }

    private static String webhook(String text) {
        try {
            WebhookBody.of(text);
            return "taken";
        } catch (IllegalArgumentException refused) {
            return refused.getMessage();
        }
    }
}
