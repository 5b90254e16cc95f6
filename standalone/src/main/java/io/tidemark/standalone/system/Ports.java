package io.tidemark.standalone.system;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/** Tells before anything is started that a port is taken, and how to choose another. */
public final class Ports {
    private Ports() {}

    /** Thrown where a port is taken. */
    public static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenException(String what, int port, String option) {
            super("port " + port + " for " + what + " on 127.0.0.1 is taken by another process (expected a free one)."
                    + " Choose another with " + option + ", or any free one with " + option + " 0. [port-taken]");
        }
    }

    /**
     * @param port the port wanted, 0 for any
     * @param option how the user chooses another, {@code --port}
     * @return the port, known before anything listens, because mails that carry its address are written from the start on
     */
    public static int freeTcp(int port, String what, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new TakenException(what, port, option);
        }
    }

    public static void requireFreeUdp(int port, String what, String option) {
        if (port == 0) {
            return;
        }
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (SocketException taken) {
            throw new TakenException(what, port, option);
        }
    }
}
