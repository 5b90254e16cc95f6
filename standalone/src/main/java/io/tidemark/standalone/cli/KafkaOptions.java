package io.tidemark.standalone.cli;

import io.tidemark.document.DocumentKind;
import io.tidemark.standalone.documents.InForce;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Option;

/** Which Kafka a command talks to. */
final class KafkaOptions {
    private static final int ANSWER_SECONDS_MAX = 10;

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT,…",
            defaultValue = "${env:TIDEMARK_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description = "The brokers. Default: TIDEMARK_BOOTSTRAP_SERVERS, else 127.0.0.1:9092.")
    private String bootstrapServers;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            defaultValue = Topics.PREFIX,
            description = "Begins the names of all topics. Default: ${DEFAULT-VALUE}")
    private String prefix;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Client settings such as security.protocol, one name=value a line.")
    private Path configFile;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Frame records as this registry's clients expect. Default: Avro single-object encoding.")
    private URI schemaRegistry;

    String bootstrapServers() {
        return bootstrapServers;
    }

    String prefix() {
        return prefix;
    }

    Optional<URI> schemaRegistry() {
        return Optional.ofNullable(schemaRegistry);
    }

    Wire wire() {
        return Wire.of(schemaRegistry());
    }

    /** Settings for any Kafka client. */
    Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>();
        if (configFile != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(configFile)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw CommandFault.wrongUse("--kafka-config is \"" + configFile
                        + "\" (expected a file of name=value lines): " + e.getMessage() + " [bad-file]");
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    /** {@link #clientSettings} for those who want them as properties. */
    Properties connection() {
        Properties properties = new Properties();
        properties.putAll(clientSettings());
        return properties;
    }

    /** The documents of these kinds on a broker that answers. */
    InForce inForce(Collection<DocumentKind> kinds) {
        createMissingTopics();
        return InForce.read(connection(), prefix, kinds);
    }

    /** Sees to it that all topics exist, so that what is started first does not matter. */
    void createMissingTopics() {
        try (Admin admin = admin()) {
            TopicAdmin.createMissing(admin, prefix, Topics.PARTITIONS, Optional.empty());
        }
    }

    /** An admin client of a broker that answers; the caller closes it. */
    Admin admin() {
        Admin admin;
        try {
            admin = Admin.create(clientSettings());
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
        try {
            admin.describeCluster().clusterId().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            return admin;
        } catch (ExecutionException | TimeoutException e) {
            admin.close(Duration.ZERO);
            throw unreachable(e);
        } catch (InterruptedException e) {
            admin.close(Duration.ZERO);
            Thread.currentThread().interrupt();
            throw CommandFault.failed("interrupted", e);
        }
    }

    /** A producer that loses nothing and doubles nothing; the caller closes it. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = clientSettings();
        settings.put("acks", "all");
        settings.put("linger.ms", "5");
        settings.put("compression.type", "lz4");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private CommandFault unreachable(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String why =
                cause instanceof TimeoutException ? "no answer in " + ANSWER_SECONDS_MAX + " s" : cause.getMessage();
        return CommandFault.failed(
                "no Kafka at \"" + bootstrapServers + "\": " + why + ". Start one, or name another with"
                        + " --bootstrap-servers. [no-broker]",
                e);
    }
}
