package io.tidemark.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running agent how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Show how the agent of this host is: its parts, checks, DogStatsD and the forwarder.",
            "Exit code 0: all is well; 1: something is wrong, or no agent answers.",
        },
        footer = {"  tidemark agent status", "  tidemark agent status --port 5001 --json"})
final class AgentStatusCommand implements Callable<Integer> {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "5001",
            description = "The agent's status port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--json", description = "Print the document as it is.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/status"))
                                    .timeout(ANSWER_MAX)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode status = new ObjectMapper().readTree(answer.body());
            if (!status.has("healthy")) {
                throw new IOException("what answers there is no agent");
            }
            out.print(json ? answer.body() + System.lineSeparator() : new AgentStatusText(status).text());
            out.flush();
            return status.path("healthy").asBoolean() ? 0 : 1;
        } catch (IOException e) {
            throw CommandFault.failed(
                    "no agent answers on 127.0.0.1:" + port + ": " + e + ". Start it with tidemark agent, or name"
                            + " another port with --port. [no-agent]",
                    e);
        }
    }
}
