package io.tidemark.standalone.system;

import io.tidemark.alerting.channel.settings.ChannelSettings;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.otlp.OtlpSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.topics.Topics;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of a system in one JVM.
 *
 * @param folder where its state is kept
 * @param prefix of topic names
 * @param consolePort TCP port of the console and the intake over HTTP; 0 for any free one
 * @param statsd where DogStatsD listens
 * @param histograms what becomes of its histograms
 * @param brokerPort TCP port of the embedded broker; 0 for the one used last or any free one
 * @param partitions of data topics, where they have to be created
 * @param mail where mails go; empty: into the built-in mailbox
 * @param channels other ways of telling people
 * @param otlp empty: no ports of OTLP's own
 * @param console what the console does beside showing pages
 */
public record SystemSettings(
        DataFolder folder,
        String prefix,
        int consolePort,
        StatsdSettings statsd,
        AggregateSettings histograms,
        int brokerPort,
        int partitions,
        Optional<MailSettings> mail,
        ChannelSettings channels,
        Optional<OtlpSettings> otlp,
        ConsoleFeatures console) {

    public static final int CONSOLE_PORT = 8080;
    public static final int STATSD_PORT = 8125;

    /** One machine: as many tasks as it has use for. */
    public static final int PARTITIONS = 2;

    public SystemSettings {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(statsd, "statsd");
        Objects.requireNonNull(histograms, "histograms");
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(channels, "channels");
        Objects.requireNonNull(console, "console");
    }

    /** The usual ports, mails into the built-in mailbox. */
    public static SystemSettings in(DataFolder folder) {
        return new SystemSettings(
                folder,
                Topics.PREFIX,
                CONSOLE_PORT,
                StatsdSettings.DEFAULTS.withPort(STATSD_PORT),
                AggregateSettings.DEFAULTS,
                0,
                PARTITIONS,
                Optional.empty(),
                ChannelSettings.NONE,
                Optional.of(OtlpSettings.DEFAULTS),
                ConsoleFeatures.NONE);
    }

    public SystemSettings withPorts(int newConsolePort, int newStatsdPort, int newBrokerPort) {
        return new SystemSettings(
                folder,
                prefix,
                newConsolePort,
                statsd.withPort(newStatsdPort),
                histograms,
                newBrokerPort,
                partitions,
                mail,
                channels,
                otlp,
                console);
    }

    public SystemSettings withStatsd(StatsdSettings newStatsd, AggregateSettings newHistograms) {
        return new SystemSettings(
                folder,
                prefix,
                consolePort,
                newStatsd,
                newHistograms,
                brokerPort,
                partitions,
                mail,
                channels,
                otlp,
                console);
    }

    public SystemSettings withPartitions(int count) {
        return new SystemSettings(
                folder, prefix, consolePort, statsd, histograms, brokerPort, count, mail, channels, otlp, console);
    }

    public SystemSettings withMail(Optional<MailSettings> newMail) {
        return new SystemSettings(
                folder,
                prefix,
                consolePort,
                statsd,
                histograms,
                brokerPort,
                partitions,
                newMail,
                channels,
                otlp,
                console);
    }

    public SystemSettings withChannels(ChannelSettings newChannels) {
        return new SystemSettings(
                folder,
                prefix,
                consolePort,
                statsd,
                histograms,
                brokerPort,
                partitions,
                mail,
                newChannels,
                otlp,
                console);
    }

    public SystemSettings withOtlp(Optional<OtlpSettings> ports) {
        return new SystemSettings(
                folder,
                prefix,
                consolePort,
                statsd,
                histograms,
                brokerPort,
                partitions,
                mail,
                channels,
                ports,
                console);
    }

    public SystemSettings withConsole(ConsoleFeatures features) {
        return new SystemSettings(
                folder,
                prefix,
                consolePort,
                statsd,
                histograms,
                brokerPort,
                partitions,
                mail,
                channels,
                otlp,
                features);
    }
}
