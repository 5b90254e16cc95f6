package io.tidemark.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker and controller in this process. {@link #start} returns when clients are answered; {@link #close} stops
 * it cleanly. After a kill the next start on the same folder recovers what was acknowledged.
 */
public final class LocalBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

    /** Free ports are found by binding and letting go, so another process can be quicker; that is tried again. */
    private static final int ATTEMPTS_MAX = 3;

    private final KafkaRaftServer server;
    private final BrokerPorts ports;
    private final Path folder;
    private final FolderLock lock;

    private LocalBroker(KafkaRaftServer server, BrokerPorts ports, Path folder, FolderLock lock) {
        this.server = server;
        this.ports = ports;
        this.folder = folder;
        this.lock = lock;
    }

    public static LocalBroker start(BrokerSettings settings) {
        Path folder = settings.folder();
        if (settings.port() != 0 && !BrokerPorts.isFree(settings.port())) {
            throw new BrokerStartException(
                    "port " + settings.port()
                            + " on 127.0.0.1 is taken (expected a free one). Choose another broker port,"
                            + " or 0 for any. [port-taken]",
                    null);
        }
        FolderLock lock = FolderLock.take(folder);
        for (int attempt = 1; ; attempt++) {
            BrokerPorts ports = BrokerPorts.choose(folder, settings.port());
            try {
                return startOn(settings, ports, lock);
            } catch (IOException | RuntimeException e) {
                boolean lostPort = !BrokerPorts.isFree(ports.client()) || !BrokerPorts.isFree(ports.controller());
                if (!lostPort || attempt == ATTEMPTS_MAX) {
                    lock.close();
                    throw new BrokerStartException(
                            "the embedded broker did not start in '" + folder + "': " + e.getMessage()
                                    + " [broker-start]",
                            e);
                }
                LOG.info("A port was taken while the broker started; trying others. ports={}", ports);
            }
        }
    }

    /** For a client's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.client();
    }

    public int port() {
        return ports.client();
    }

    public Path folder() {
        return folder;
    }

    /** Stops the broker and waits until its files are closed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }

    private static LocalBroker startOn(BrokerSettings settings, BrokerPorts ports, FolderLock lock) throws IOException {
        Path logs = Files.createDirectories(settings.folder().resolve("logs"));
        Properties properties = BrokerConfig.of(settings, ports, logs);
        format(logs);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException | Error e) {
            try {
                server.shutdown();
            } catch (RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        LOG.info("The broker listens. address=127.0.0.1:{} folder={}", ports.client(), settings.folder());
        ports.remember(settings.folder());
        return new LocalBroker(server, ports, settings.folder(), lock);
    }

    /** Writes the cluster's identity into a new folder; leaves a formatted one as it is. */
    private static void format(Path logs) throws IOException {
        if (Files.isRegularFile(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
