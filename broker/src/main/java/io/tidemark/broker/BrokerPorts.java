package io.tidemark.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The two ports of an embedded broker on 127.0.0.1, remembered in its folder.
 *
 * @param client where clients connect
 * @param controller where the broker talks to its own controller
 */
record BrokerPorts(int client, int controller) {
    private static final String FILE = "ports.properties";

    /** The wanted port, else the remembered one, else a free one; remembered ports that are taken are replaced. */
    static BrokerPorts choose(Path folder, int wanted) {
        BrokerPorts last = remembered(folder);
        int client = wanted != 0 ? wanted : freeOr(last.client, last.controller);
        int controller = freeOr(last.controller, client);
        return new BrokerPorts(client, controller);
    }

    void remember(Path folder) {
        Properties properties = new Properties();
        properties.setProperty("client", Integer.toString(client));
        properties.setProperty("controller", Integer.toString(controller));
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
            properties.store(out, "Ports on 127.0.0.1 that this broker used last");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false; // The answer itself: somebody else listens there.
        }
    }

    private static BrokerPorts remembered(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new BrokerPorts(0, 0);
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
            return new BrokerPorts(
                    Integer.parseInt(properties.getProperty("client", "0")),
                    Integer.parseInt(properties.getProperty("controller", "0")));
        } catch (IOException | IllegalArgumentException unreadable) {
            return new BrokerPorts(0, 0); // Only a memory: without it new ports are taken.
        }
    }

    private static int freeOr(int port, int notThis) {
        if (port > 0 && port != notThis && isFree(port)) {
            return port;
        }
        while (true) {
            int found = anyFree();
            if (found != notThis) {
                return found;
            }
        }
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }
}
