package io.tidemark.standalone.cli;

import io.tidemark.ingest.agent.Agent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the agent on a host. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Run checks, take DogStatsD from this host's programs, and bring both to Kafka.",
            "With --run-path what waits for Kafka waits on disk and outlives the agent.",
        },
        subcommands = {AgentStatusCommand.class, AgentCheckCommand.class},
        footer = {
            "  tidemark agent --bootstrap-servers kafka:9092 --run-path /var/lib/tidemark-agent",
            "  tidemark agent --config /etc/tidemark-agent --tags env:prod,team:shop",
            "  tidemark agent status",
            "  tidemark agent check disk --times 2",
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private AgentOptions agent;

    @Option(
            names = "--statsd-port",
            paramLabel = "N",
            description = "UDP port of DogStatsD on 127.0.0.1; 0 for any. Default: 8125")
    private Integer statsdPort;

    @Option(
            names = "--status-port",
            paramLabel = "N",
            description = "TCP port of the status on 127.0.0.1; 0 for any, -1 for none. Default: 5001")
    private Integer statusPort;

    @Option(
            names = "--run-path",
            paramLabel = "DIR",
            description = "Folder of the queue. Default: none, the queue is in memory.")
    private Path runPath;

    @Override
    public Integer call() throws Exception {
        return ServiceRun.until(
                spec,
                registry -> Agent.start(
                        agent.folder(),
                        System::getenv,
                        agent.overrides(spec, kafka, statsdPort, statusPort, runPath),
                        registry,
                        Clock.systemUTC()),
                running -> "DogStatsD on UDP 127.0.0.1:" + port(running.statsdPort()) + ", status on 127.0.0.1:"
                        + port(running.statusPort()) + ". How it is: tidemark agent status");
    }

    private static String port(int port) {
        return port < 0 ? "(off or down)" : Integer.toString(port);
    }
}
