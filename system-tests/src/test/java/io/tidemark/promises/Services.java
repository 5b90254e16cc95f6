package io.tidemark.promises;

import io.tidemark.standalone.cli.TidemarkMain;
import io.tidemark.testkit.process.ChildJvm;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The services under one topic prefix, each a process of its own, started as an operator would start it. */
final class Services implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PORTS =
            Pattern.compile("HTTP on 127\\.0\\.0\\.1:(\\d+), DogStatsD on UDP \\S+?:(\\d+),");

    private final String bootstrapServers;
    private final String prefix;
    private final Path folder;
    private final List<ChildJvm> children = new ArrayList<>();
    private ChildJvm detectors;
    private ChildJvm alerting;
    private int smtpPort;
    private int httpPort;
    private int statsdPort;

    Services(String bootstrapServers, String prefix, Path folder) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.folder = Files.createDirectories(folder);
        // A member that was killed is given up soon, so that its tasks go on soon.
        Files.writeString(folder.resolve("kafka.properties"), "session.timeout.ms=6000\nheartbeat.interval.ms=1500\n");
    }

    /** Creates the topics, starts intake, detectors and alerting together, and waits until they are up. */
    void start(int partitions, int smtp) {
        smtpPort = smtp;
        createTopics(partitions);
        ChildJvm ingest = ingest();
        detectors = detectors();
        alerting = alerting();
        awaitUp(ingest);
        alerting.awaitLine(line -> line.startsWith("alerting is up."), LIMIT);
    }

    /** As {@link #start}, without alerting. */
    void startWithoutAlerting(int partitions) {
        createTopics(partitions);
        ChildJvm ingest = ingest();
        detectors = detectors();
        awaitUp(ingest);
    }

    private void createTopics(int partitions) {
        run("topics", "--create", "--partitions", Integer.toString(partitions));
    }

    private ChildJvm ingest() {
        return child("ingest", "--http-port", "0", "--statsd-port", "0", "--no-collector");
    }

    private void awaitUp(ChildJvm ingest) {
        Matcher ports =
                PORTS.matcher(ingest.awaitLine(line -> PORTS.matcher(line).find(), LIMIT));
        if (!ports.find()) {
            throw new IllegalStateException("the intake names no ports");
        }
        httpPort = Integer.parseInt(ports.group(1));
        statsdPort = Integer.parseInt(ports.group(2));
        detectors.awaitLine(line -> line.startsWith("detectors is up."), LIMIT);
    }

    int httpPort() {
        return httpPort;
    }

    int statsdPort() {
        return statsdPort;
    }

    /** {@code tidemark apply -f} with these files of the test's resources. */
    void apply(String... resources) {
        List<String> arguments = new ArrayList<>();
        for (String resource : resources) {
            Collections.addAll(arguments, "-f", resource(resource).toString());
        }
        run("apply", arguments.toArray(String[]::new));
    }

    /** kill -9; what they were doing is lost with them. */
    void killDetectors() {
        detectors.kill();
    }

    /** Starts them again on the folder that the killed ones left. */
    void startDetectorsAgain() {
        detectors = detectors();
    }

    /** kill -9 of judging and sending alike. */
    void killAlerting() {
        alerting.kill();
    }

    /** Starts it again on the folder that the killed one left. */
    void startAlertingAgain() {
        alerting = alerting();
    }

    /** The last lines of each, for a failure's message. */
    String output() {
        StringBuilder text = new StringBuilder();
        for (ChildJvm child : children) {
            List<String> lines = child.output();
            text.append("--- pid ").append(child.pid()).append('\n');
            lines.subList(Math.max(0, lines.size() - 40), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private ChildJvm detectors() {
        return child(
                "detectors",
                "--state",
                folder.resolve("detectors").toString(),
                "--http-port",
                "0",
                "--lateness",
                "3s",
                "--kafka-config",
                folder.resolve("kafka.properties").toString());
    }

    private ChildJvm alerting() {
        return child(
                "alerting",
                "--state",
                folder.resolve("alerting").toString(),
                "--http-port",
                "0",
                "--smtp-host",
                "127.0.0.1",
                "--smtp-port",
                Integer.toString(smtpPort),
                "--smtp-encryption",
                "off",
                // What is promised is counted message by message.
                "--messages-per-hour",
                "0",
                "--kafka-config",
                folder.resolve("kafka.properties").toString());
    }

    private void run(String command, String... arguments) {
        ChildJvm child = child(command, arguments);
        int code = child.awaitExit(LIMIT);
        if (code != 0) {
            throw new AssertionError(command + " ended with " + code + ":\n" + String.join("\n", child.output()));
        }
    }

    private ChildJvm child(String command, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of(command, "--bootstrap-servers", bootstrapServers, "--prefix", prefix));
        Collections.addAll(all, arguments);
        ChildJvm child = ChildJvm.of(TidemarkMain.class.getName(), all.toArray(String[]::new))
                .withJvmOptions("-Xmx384m")
                .inFolder(folder)
                .start();
        children.add(child);
        return child;
    }

    private static Path resource(String name) {
        try {
            return Path.of(Services.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<ChildJvm> newestFirst = new ArrayList<>(children);
        Collections.reverse(newestFirst);
        newestFirst.forEach(ChildJvm::close);
    }
}
