package io.tidemark.testkit.broker;

import io.tidemark.broker.BrokerMain;
import io.tidemark.broker.BrokerSettings;
import io.tidemark.broker.LocalBroker;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A single-node Kafka on 127.0.0.1 with a free port. {@link #start()} runs it in this JVM (about 2 s);
 * {@link #startApart()} in a JVM of its own (about 5 s), so that it can be killed. The folder is removed on close when it
 * was a temporary one.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Path folder;
    private final boolean apart;
    private final boolean temporary;
    private final Map<String, String> overrides;
    private LocalBroker here;
    private ChildJvm child;
    private String bootstrapServers;

    private EmbeddedKafka(Path folder, boolean apart, boolean temporary) {
        this(folder, apart, temporary, Map.of());
    }

    private EmbeddedKafka(Path folder, boolean apart, boolean temporary, Map<String, String> overrides) {
        this.folder = folder;
        this.overrides = overrides;
        this.apart = apart;
        this.temporary = temporary;
    }

    /** A broker in this JVM with a temporary folder. */
    public static EmbeddedKafka start() {
        return new EmbeddedKafka(temporaryFolder(), false, true).up();
    }

    /** A broker in a JVM of its own with a temporary folder. */
    public static EmbeddedKafka startApart() {
        return new EmbeddedKafka(temporaryFolder(), true, true).up();
    }

    /** The same with some of Kafka's own settings changed. */
    public static EmbeddedKafka startApart(Map<String, String> overrides) {
        return new EmbeddedKafka(temporaryFolder(), true, true, overrides).up();
    }

    /** A broker in this JVM that keeps its data in the given folder. */
    public static EmbeddedKafka startIn(Path folder) {
        return new EmbeddedKafka(folder, false, false).up();
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Path folder() {
        return folder;
    }

    /** Creates topics with so many partitions and default settings. */
    public void createTopics(int partitions, String... names) {
        createTopics(partitions, Map.of(), names);
    }

    /** Creates topics with settings, such as {@code cleanup.policy=compact}. */
    public void createTopics(int partitions, Map<String, String> settings, String... names) {
        try (Admin admin = admin()) {
            List<NewTopic> topics = new ArrayList<>();
            for (String name : names) {
                topics.add(new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(settings));
            }
            admin.createTopics(topics).all().get();
            TopicAdmin.awaitLeaders(
                    admin, Arrays.stream(names).distinct().collect(Collectors.toMap(name -> name, name -> partitions)));
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics were not created: " + List.of(names), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    /** A new admin client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** SIGKILL to the broker's process. Only for one that runs apart. */
    public void kill() {
        if (!apart) {
            throw new IllegalStateException("this broker runs in the test's own JVM; use EmbeddedKafka.startApart()");
        }
        child.kill();
    }

    /** A clean stop; the data stay. */
    public void stop() {
        if (here != null) {
            here.close();
            here = null;
        }
        if (child != null) {
            child.close();
            child = null;
        }
    }

    /** Starts it again on the same folder and port, after {@link #kill} or {@link #stop}. */
    public void restart() {
        stop();
        up();
    }

    @Override
    public void close() {
        stop();
        if (temporary) {
            removeFolder();
        }
    }

    private EmbeddedKafka up() {
        int port = bootstrapServers == null ? 0 : Integer.parseInt(bootstrapServers.replaceAll(".*:", ""));
        if (apart) {
            List<String> arguments = new ArrayList<>(List.of(folder.toString(), Integer.toString(port)));
            overrides.forEach((key, value) -> arguments.add(key + "=" + value));
            child = ChildJvm.of(BrokerMain.class.getName(), arguments.toArray(String[]::new))
                    .start();
            bootstrapServers = child.awaitLine(line -> line.startsWith("ready "), START_LIMIT)
                    .substring("ready ".length());
        } else {
            here = LocalBroker.start(new BrokerSettings(folder, port, overrides));
            bootstrapServers = here.bootstrapServers();
        }
        return this;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("tidemark-kafka-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException leftBehind) {
            // A broker that was killed may still be writing its last file; the folder is a temporary one.
        }
    }
}
