package io.tidemark.standalone.cli;

import io.tidemark.alerting.channel.email.EmailAddress;
import io.tidemark.alerting.channel.email.EmailComposer;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.configuration.DowntimeReading;
import io.tidemark.alerting.configuration.MonitorReading;
import io.tidemark.alerting.downtime.DowntimeRefusedException;
import io.tidemark.alerting.preview.DowntimePreview;
import io.tidemark.alerting.preview.PastRecords;
import io.tidemark.alerting.template.Handles;
import io.tidemark.alerting.topology.MonitorPreview;
import io.tidemark.avro.Notification;
import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.DowntimeDocument;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.Parsed;
import io.tidemark.topics.Topics;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what monitors would say and what downtimes would hide, before they are saved. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = {
            "Show what a document would do, and change nothing.",
            "Of a monitor: its message for every state, on what its query's buckets were in the span (a state that did not",
            "occur is made up, and says so). Of a downtime: its next windows, and each notification of the span that it",
            "would have held back.",
        },
        footer = {
            "  tidemark preview -f monitor.yaml --since 7d --out mails",
            "  tidemark preview -f downtime.yaml --since 28d",
            "  tidemark preview -f monitor.yaml --no-history",
        })
final class PreviewCommand implements Callable<Integer> {
    private static final int HIDDEN_SHOWN = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of monitors and downtimes; - for the input.")
    private List<Path> files;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "28d",
            description = "How far to look back. Default: ${DEFAULT-VALUE}")
    private Duration since;

    @Option(names = "--out", paramLabel = "DIR", description = "Also write each message as a mail, ID-STATE.eml.")
    private Path out;

    @Option(names = "--no-history", description = "Ask no broker: every state is made up.")
    private boolean offline;

    @Override
    public Integer call() throws IOException {
        Optional<List<Parsed.Accepted>> documents =
                DocumentFiles.read(files, spec.commandLine().getErr());
        if (documents.isEmpty()) {
            return 1;
        }
        if (!offline) {
            kafka.admin().close();
        }
        for (Parsed.Accepted accepted : documents.get()) {
            Document document = accepted.document();
            try {
                if (document instanceof MonitorDocument monitor) {
                    monitor(monitor);
                } else if (document instanceof DowntimeDocument downtime) {
                    downtime(downtime);
                } else {
                    throw CommandFault.wrongUse("-f has " + document.kind().text() + " " + document.id()
                            + " (expected monitors and downtimes). [nothing-to-preview]");
                }
            } catch (MonitorReading.NotJudgedException | DowntimeRefusedException refused) {
                spec.commandLine().getErr().println(document.id() + ": " + refused.getMessage());
                return 1;
            }
        }
        return 0;
    }

    private void monitor(MonitorDocument document) throws IOException {
        Wire wire = kafka.wire();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        MonitorPreview preview = new MonitorPreview(MonitorReading.read(document, 0), wire, now);
        if (!offline) {
            PastRecords.read(
                    kafka.clientSettings(),
                    Topics.BANDS.name(kafka.prefix()),
                    now.minus(since),
                    now,
                    (partition, key, value) -> take(preview, partition, value));
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println("monitor " + document.id());
        for (MonitorPreview.Shown shown : preview.shown()) {
            Notification message = shown.notification();
            String state = message.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            print.println();
            print.println("== " + state + (shown.happened() ? ", as on " + message.getDecidedAt() : ", made up"));
            print.println("To: " + to(shown.recipients()));
            print.println("Subject: " + message.getSubject());
            print.println();
            print.println(message.getBody().strip());
            if (out != null) {
                write(document.id() + "-" + state + ".eml", message);
            }
        }
        print.println();
    }

    /** What is no record of this topic has been put aside by those whom it concerns. */
    private static void take(MonitorPreview preview, int partition, byte[] value) {
        try {
            preview.take(partition, value);
        } catch (MalformedRecordException bad) {
            return;
        }
    }

    private static String to(List<Handles.Handle> recipients) {
        return recipients.isEmpty()
                ? "nobody: the message names none in this state"
                : recipients.stream()
                        .map(one -> one.channel().equals("email")
                                ? one.recipient()
                                : "@" + one.channel() + "-" + one.recipient())
                        .collect(Collectors.joining(", "));
    }

    private void write(String name, Notification message) throws IOException {
        Files.createDirectories(out);
        EmailComposer composer = new EmailComposer(EmailIdentity.of("tidemark@example.org"));
        Files.write(
                out.resolve(name),
                composer.compose(message, new EmailAddress("preview@example.org"), EmailComposer.Form.FULL)
                        .bytes());
    }

    private void downtime(DowntimeDocument document) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Notification> past = new ArrayList<>();
        Map<String, List<String>> monitorTags = new HashMap<>();
        if (!offline) {
            var read = kafka.wire().deserializer(Notification.class);
            String topic = Topics.NOTIFICATIONS.name(kafka.prefix());
            PastRecords.read(kafka.clientSettings(), topic, now.minus(since), now, (partition, key, value) -> {
                try {
                    past.add(read.deserialize(topic, value));
                } catch (MalformedRecordException bad) {
                    return; // the sender has told of it
                }
            });
            kafka.inForce(List.of(DocumentKind.MONITOR))
                    .all(DocumentKind.MONITOR)
                    .forEach(version -> version.as(MonitorDocument.class)
                            .ifPresent(monitor -> monitorTags.put(monitor.id(), monitor.tags())));
        }
        DowntimePreview preview =
                DowntimePreview.of(DowntimeReading.read(document, now), past, monitorTags, now.minus(since), now);
        PrintWriter print = spec.commandLine().getOut();
        print.println("downtime " + document.id());
        if (offline) {
            print.println("next windows:" + (preview.next().isEmpty() ? " none" : ""));
            preview.next().forEach(window -> print.println("  " + window));
            return;
        }
        List<String> meant = monitorTags.entrySet().stream()
                .filter(monitor -> document.monitors().matches(monitor.getKey(), monitor.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        print.println("monitors: " + (meant.isEmpty() ? "none at present" : String.join(", ", meant)));
        print.println("next windows:" + (preview.next().isEmpty() ? " none" : ""));
        preview.next().forEach(window -> print.println("  " + window));
        print.println("of " + preview.sent() + " notifications since " + now.minus(since) + " it would have held back "
                + preview.hidden().size() + ":");
        int from = Math.max(0, preview.hidden().size() - HIDDEN_SHOWN);
        if (from > 0) {
            print.println("  … " + from + " earlier ones");
        }
        preview.hidden()
                .subList(from, preview.hidden().size())
                .forEach(one -> print.println("  "
                        + String.join(
                                "  ",
                                Arrays.asList(one.getDecidedAt().toString(), one.getRecipient(), one.getSubject()))));
    }
}
