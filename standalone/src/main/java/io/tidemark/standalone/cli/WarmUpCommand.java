package io.tidemark.standalone.cli;

import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoSettings;
import io.tidemark.standalone.system.DataFolder;
import io.tidemark.standalone.system.SystemSettings;
import io.tidemark.standalone.system.TidemarkSystem;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Loads the classes that a start loads, for the launcher's class archive; leaves nothing behind. */
@Command(
        name = "warm-up",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Start everything once and stop it, so that the launcher can write its class archive.",
        footer = {"  tidemark warm-up", "  tidemark warm-up --debug"})
final class WarmUpCommand implements Callable<Integer> {
    /** Enough for documents, a rebalance and the first bands. */
    private static final Duration RUN = Duration.ofSeconds(6);

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = DataFolder.temporary();
        SystemSettings settings = SystemSettings.in(folder).withPorts(0, 0, 0);
        try (TidemarkSystem system = TidemarkSystem.start(settings, Clock.systemUTC());
                Demo demo = new Demo(
                        new DemoSettings(Duration.ofSeconds(1), Optional.of(RUN), ZoneOffset.UTC),
                        system,
                        settings.prefix(),
                        Clock.systemUTC(),
                        new PrintWriter(Writer.nullWriter()))) {
            demo.run();
        } finally {
            folder.remove();
        }
        return 0;
    }
}
