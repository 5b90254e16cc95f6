package io.tidemark.standalone.cli;

import io.tidemark.broker.BrokerStartException;
import io.tidemark.standalone.system.DataFolder;
import io.tidemark.standalone.system.Ports;
import io.tidemark.standalone.system.SystemSettings;
import io.tidemark.standalone.system.TidemarkSystem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole system on one machine. */
@Command(
        name = "standalone",
        mixinStandardHelpOptions = true,
        description = {
            "Run the whole system in one process on an embedded Kafka, with its state kept in a folder.",
            "Without --smtp-host mails go into a built-in mailbox that the console shows.",
        },
        footer = {
            "  tidemark standalone --data /var/lib/tidemark",
            "  tidemark standalone --data data --smtp-host mail.example.org --mail-from tidemark@example.org",
        })
final class StandaloneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where everything is kept.")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + SystemSettings.CONSOLE_PORT,
            description = "Port of the console and the intake over HTTP; 0 for any. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--broker-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the embedded Kafka; 0 for the one used last, or any. Default: ${DEFAULT-VALUE}")
    private int brokerPort;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + SystemSettings.PARTITIONS,
            description = "Partitions of data topics, where they are created. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Mixin
    private StatsdOptions statsd;

    @Mixin
    private OtlpOptions otlp;

    @Mixin
    private MailOptions mail;

    @Mixin
    private ChannelOptions channels;

    @Mixin
    private ConsoleOptions console;

    @Override
    public Integer call() throws InterruptedException {
        SystemSettings settings = SystemSettings.in(new DataFolder(data))
                .withPorts(port, SystemSettings.STATSD_PORT, brokerPort)
                .withStatsd(statsd.settings(), statsd.histograms())
                .withPartitions(partitions)
                .withMail(mail.settings())
                .withChannels(channels.settings())
                .withOtlp(otlp.settings())
                .withConsole(console.settings());
        Stopping stopping = new Stopping();
        Logs.service(Tidemark.isDebug(spec));
        try (TidemarkSystem system = TidemarkSystem.start(settings, Clock.systemUTC())) {
            spec.commandLine()
                    .getOut()
                    .println("standalone is up. Console http://127.0.0.1:" + system.consolePort()
                            + "/, DogStatsD on UDP 127.0.0.1:" + system.statsdPort()
                            + OtlpOptions.shown("127.0.0.1", system.otlpGrpcPort(), system.otlpHttpPort()) + ", Kafka "
                            + system.bootstrapServers() + ", data in "
                            + settings.folder().root());
            stopping.await();
        } catch (Ports.TakenException | BrokerStartException e) {
            throw CommandFault.failed(e.getMessage(), e);
        } finally {
            stopping.done();
        }
        return 0;
    }
}
