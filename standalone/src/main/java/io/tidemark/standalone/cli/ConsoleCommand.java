package io.tidemark.standalone.cli;

import io.tidemark.console.access.SignIn;
import io.tidemark.console.app.ConsoleApp;
import io.tidemark.console.app.ConsoleSettings;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.standalone.system.Calendars;
import io.tidemark.standalone.system.ConsoleFeatures;
import io.tidemark.standalone.system.ModelFunctions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the console. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Run the console: history, REST API, web pages.",
            "Listening elsewhere than on the loopback address needs --access with a user, --oidc,",
            "or --user and TIDEMARK_CONSOLE_PASSWORD.",
        },
        footer = {
            "  tidemark console --bootstrap-servers kafka:9092 --data /var/lib/tidemark/console",
            "  tidemark console --rebuild",
        })
final class ConsoleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data/console",
            description = "Where history is kept. Default: ${DEFAULT-VALUE}")
    private Path data;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}")
    private String listen;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + ConsoleSettings.PORT,
            description = "TCP port; 0 for any. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "Another name under which browsers address the console; may be repeated.")
    private List<String> hostNames = List.of();

    @Option(names = "--user", paramLabel = "NAME", description = "Who may look; the password is in the environment.")
    private String user;

    @Option(
            names = "--access",
            paramLabel = "FILE",
            description = "Users and keys, as tidemark access writes them. Without: what --user says.")
    private Path access;

    @Mixin
    private ConsoleOptions features;

    @Option(names = "--rebuild", description = "Drop the history and fill it again from the topics.")
    private boolean rebuild;

    @Override
    public Integer call() throws Exception {
        kafka.createMissingTopics();
        ConsoleApp.Extras extras =
                new ConsoleApp.Extras(Optional.empty(), Calendars.ofAlerting(), new ModelFunctions(), Optional.empty());
        return ServiceRun.until(
                spec,
                registry -> ConsoleApp.start(settings(), extras, Clock.systemUTC(), registry),
                app -> "http://" + listen + ":" + app.port() + "/");
    }

    private ConsoleSettings settings() {
        ConsoleFeatures asked = features.settings();
        HistorySettings history = HistorySettings.in(data).withSqlPort(asked.sqlPort());
        return new ConsoleSettings(
                kafka.bootstrapServers(),
                kafka.prefix(),
                kafka.schemaRegistry(),
                ServiceRun.connection(kafka),
                rebuild ? history.rebuilt() : history,
                listen,
                port,
                Set.copyOf(hostNames),
                signIn(),
                Optional.ofNullable(access),
                asked.oidc(),
                asked.remoteWrite());
    }

    private Optional<SignIn> signIn() {
        if (user == null) {
            return Optional.empty();
        }
        String password = System.getenv("TIDEMARK_CONSOLE_PASSWORD");
        if (password == null) {
            throw CommandFault.wrongUse("TIDEMARK_CONSOLE_PASSWORD is unset (expected the password of --user)."
                    + " Set it in the environment. [no-password]");
        }
        return Optional.of(new SignIn(user, password));
    }
}
