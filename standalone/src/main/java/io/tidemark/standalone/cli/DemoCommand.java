package io.tidemark.standalone.cli;

import io.tidemark.broker.BrokerStartException;
import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoSettings;
import io.tidemark.standalone.system.DataFolder;
import io.tidemark.standalone.system.Ports;
import io.tidemark.standalone.system.SystemSettings;
import io.tidemark.standalone.system.TidemarkSystem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the demo. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "See it work: the whole system in one process on an embedded Kafka, this host's own metrics,",
            "and recorded series with known events whose last days arrive while you look.",
            "Mails go into a built-in mailbox that the console shows. Nothing is left behind.",
        },
        footer = {
            "  tidemark demo",
            "  tidemark demo --exit-after 90s --port 0 --statsd-port 0",
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + SystemSettings.CONSOLE_PORT,
            description = "Port of the console and the intake over HTTP; 0 for any. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--statsd-port",
            paramLabel = "N",
            defaultValue = "" + SystemSettings.STATSD_PORT,
            description = "UDP port of DogStatsD; 0 for any. Default: ${DEFAULT-VALUE}")
    private int statsdPort;

    @Option(
            names = "--exit-after",
            paramLabel = "DURATION",
            description = "End after this time, counted from when it is up, with a line of figures.")
    private Duration exitAfter;

    @Option(
            names = "--live",
            paramLabel = "DURATION",
            defaultValue = "50s",
            description = "How long the recordings' last days take to arrive. Default: ${DEFAULT-VALUE}")
    private Duration live;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the state in this new folder. Default: a temporary one, removed at the end.")
    private Path data;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        DataFolder folder = data == null ? DataFolder.temporary() : new DataFolder(data);
        Stopping stopping = new Stopping();
        String summary;
        long start = System.nanoTime();
        out.println("Tidemark demo: starting Kafka and all services in this process …");
        out.flush();
        try {
            Logs.file(folder.log(), Tidemark.isDebug(spec));
            SystemSettings settings = SystemSettings.in(folder).withPorts(port, statsdPort, 0);
            try (TidemarkSystem system = TidemarkSystem.start(settings, Clock.systemUTC());
                    Demo demo = new Demo(
                            new DemoSettings(live, Optional.ofNullable(exitAfter), ZoneId.systemDefault()),
                            system,
                            settings.prefix(),
                            Clock.systemUTC(),
                            out)) {
                stopping.calls(demo::stop);
                welcome(out, system, folder, System.nanoTime() - start);
                summary = demo.run();
                out.println("stopping …");
                out.flush();
            }
        } catch (Ports.TakenException | BrokerStartException e) {
            throw CommandFault.failed(e.getMessage(), e);
        } finally {
            if (data == null) {
                folder.remove();
            }
            stopping.done();
        }
        out.println(summary);
        out.flush();
        return 0;
    }

    private static void welcome(PrintWriter out, TidemarkSystem system, DataFolder folder, long nanos) {
        out.printf("up after %.1f s%n", nanos / 1e9);
        out.println();
        out.println("  look here    http://127.0.0.1:" + system.consolePort() + "/");
        out.println("  send metrics echo 'my.metric:1|c' > /dev/udp/127.0.0.1/" + system.statsdPort()
                + "   (DogStatsD; or HTTP as to Datadog, on the console's port)");
        out.println("  Kafka        " + system.bootstrapServers());
        out.println("  log          " + folder.log());
        out.println();
        out.flush();
    }
}
