package io.tidemark.standalone.cli;

import io.tidemark.alerting.app.AlertingApp;
import io.tidemark.alerting.app.AlertingSettings;
import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.email.SmtpChannel;
import io.tidemark.alerting.channel.settings.ChannelSettings;
import io.tidemark.alerting.outbox.OutboxSettings;
import io.tidemark.alerting.topology.GuardSettings;
import io.tidemark.standalone.system.MailSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs alerting. */
@Command(
        name = "alerting",
        mixinStandardHelpOptions = true,
        description = "Run alerting: judge monitors, honour downtimes, send mails. Instances share the partitions.",
        footer = {
            "  tidemark alerting --bootstrap-servers kafka:9092 --smtp-host mail.example.org",
            "  tidemark alerting --smtp-host 127.0.0.1 --smtp-port 1025 --smtp-encryption off",
        })
final class AlertingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private MailOptions mail;

    @Mixin
    private ChannelOptions others;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "data/alerting",
            description = "Where Kafka Streams keeps its locks. Default: ${DEFAULT-VALUE}")
    private Path state;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that judge. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of /healthz and /metrics. Default: ${DEFAULT-VALUE}")
    private String listen;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "" + AlertingSettings.HTTP_PORT,
            description = "Port of /healthz and /metrics; 0 for any. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(
            names = "--messages-per-hour",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "Messages that one recipient gets in an hour; the rest is told in digests, and many at once are"
                            + " one. 0: every message by itself. Default: ${DEFAULT-VALUE}")
    private int messagesPerHour;

    @Override
    public Integer call() throws Exception {
        Optional<MailSettings> server = mail.settings();
        if (server.isEmpty()) {
            throw CommandFault.wrongUse("--smtp-host is missing (expected the server that takes mails)."
                    + " Give it, or set TIDEMARK_SMTP_HOST. [no-smtp-host]");
        }
        kafka.createMissingTopics();
        ChannelSettings beside = others.settings();
        Map<String, Channel> channels =
                new HashMap<>(beside.channels(server.get().identity().console(), Clock.systemUTC()));
        channels.put(
                SmtpChannel.NAME,
                new SmtpChannel(server.get().smtp(), server.get().identity(), Optional.empty()));
        return ServiceRun.until(
                spec,
                registry -> AlertingApp.start(settings(beside), channels, registry, Clock.systemUTC()),
                app -> "health on http://" + listen + ":" + app.httpPort().orElse(-1) + "/healthz, Kafka "
                        + kafka.bootstrapServers());
    }

    private AlertingSettings settings(ChannelSettings beside) {
        return new AlertingSettings(
                kafka.bootstrapServers(),
                kafka.prefix(),
                kafka.schemaRegistry(),
                ServiceRun.connection(kafka),
                state,
                threads,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                listen,
                OptionalInt.of(httpPort),
                OutboxSettings.DEFAULT.withFallback(beside.fallback()),
                guard());
    }

    private GuardSettings guard() {
        if (messagesPerHour == 0) {
            return GuardSettings.OFF;
        }
        GuardSettings standard = GuardSettings.DEFAULT;
        return new GuardSettings(
                standard.gather(), standard.singlesMax(), messagesPerHour, standard.digestEvery(), standard.late());
    }
}
