package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Bytes to and from one SMTP server: connects, encrypts, sends a command and reads its reply, each within its limit. */
final class SmtpConnection implements AutoCloseable {

    private final SmtpSettings settings;
    private final ScheduledExecutorService timer;
    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SmtpConnection(SmtpSettings settings, ScheduledExecutorService timer, Socket plain) throws IOException {
        this.settings = settings;
        this.timer = timer;
        this.plain = plain;
        use(plain);
    }

    static SmtpConnection open(SmtpSettings settings, ScheduledExecutorService timer) throws SmtpFailure {
        long end = System.nanoTime() + settings.timeouts().connect().toNanos();
        String why = "no address";
        try {
            for (InetAddress address : InetAddress.getAllByName(settings.host())) {
                int leftMillis = (int) ((end - System.nanoTime()) / 1_000_000);
                if (leftMillis <= 0) {
                    break;
                }
                Socket socket = new Socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.connect(new InetSocketAddress(address, settings.port()), leftMillis);
                    return new SmtpConnection(settings, timer, socket);
                } catch (IOException refused) {
                    Deadline.closeQuietly(socket);
                    why = String.valueOf(refused.getMessage());
                }
            }
        } catch (UnknownHostException unknown) {
            why = "the name is not known";
        }
        throw new SmtpFailure(Delivery.temporary(
                Reach.SERVER, "connecting to " + settings.host() + ":" + settings.port() + " failed: " + why));
    }

    SmtpReply banner() throws SmtpFailure {
        return reply("the banner", settings.timeouts().command());
    }

    /** Sends one command and reads the reply. @param shown how the command is named in reports; never holds a secret */
    SmtpReply command(String line, String shown) throws SmtpFailure {
        return command(line, shown, settings.timeouts().command());
    }

    SmtpReply command(String line, String shown, Duration limit) throws SmtpFailure {
        try (Deadline deadline = Deadline.over(plain, limit, timer)) {
            try {
                write(line + "\r\n");
                return SmtpReply.read(in);
            } catch (IOException broken) {
                throw broken(shown, deadline, broken);
            }
        }
    }

    /**
     * Sends the text and the final dot, and reads the reply. Until the dot is written nothing can have been accepted; from
     * then on everything can.
     */
    SmtpReply text(byte[] mail) throws SmtpFailure {
        try (Deadline deadline = Deadline.over(plain, settings.timeouts().command(), timer)) {
            try {
                SmtpText.write(mail, out);
                out.flush();
            } catch (IOException broken) {
                throw new SmtpFailure(Delivery.temporary(
                        Reach.MESSAGE,
                        "the connection broke within the text, before its end: " + deadline.explain(broken)));
            }
        }
        try (Deadline deadline = Deadline.over(plain, settings.timeouts().acceptance(), timer)) {
            try {
                write(".\r\n");
                return SmtpReply.read(in);
            } catch (IOException broken) {
                throw new SmtpFailure(
                        Delivery.unknown("the answer to the complete message got lost, so it may have arrived: "
                                + deadline.explain(broken)));
            }
        }
    }

    /** Changes to TLS on the open connection. @param trusted authorities; empty for the JDK's */
    void encrypt(Optional<KeyStore> trusted) throws SmtpFailure {
        Certificates certificates = Certificates.trusting(trusted);
        try (Deadline deadline = Deadline.over(plain, settings.timeouts().command(), timer)) {
            try {
                if (in.available() > 0) {
                    // Commands slipped in before the handshake would be taken for the server's own (CVE-2011-0411).
                    throw new SmtpReply.MalformedReplyException("the server sent more before encryption began");
                }
                SSLSocket tls =
                        (SSLSocket) certificates.sockets().createSocket(plain, settings.host(), settings.port(), true);
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                use(tls);
            } catch (SSLException refused) {
                throw tlsFailure(refused, deadline, certificates);
            } catch (IOException broken) {
                throw broken("the TLS handshake", deadline, broken);
            }
        }
    }

    @Override
    public void close() {
        Deadline.closeQuietly(plain);
        if (socket != plain) {
            Deadline.closeQuietly(socket);
        }
    }

    private SmtpReply reply(String shown, Duration limit) throws SmtpFailure {
        try (Deadline deadline = Deadline.over(plain, limit, timer)) {
            try {
                return SmtpReply.read(in);
            } catch (IOException broken) {
                throw broken(shown, deadline, broken);
            }
        }
    }

    private static SmtpFailure broken(String shown, Deadline deadline, IOException broken) {
        return new SmtpFailure(Delivery.temporary(Reach.SERVER, shown + ": " + deadline.explain(broken)));
    }

    private SmtpFailure tlsFailure(SSLException refused, Deadline deadline, Certificates certificates) {
        boolean ours = refused instanceof SSLHandshakeException
                && !deadline.passed()
                && !(refused.getCause() instanceof java.io.EOFException);
        if (!ours) {
            return broken("the TLS handshake", deadline, refused);
        }
        String whose = certificates.describe();
        return new SmtpFailure(Delivery.configuration("TLS with " + settings.host() + " failed: " + refused.getMessage()
                + (whose.isEmpty() ? "" : " (" + whose + ")")));
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void use(Socket next) throws IOException {
        socket = next;
        in = new BufferedInputStream(next.getInputStream(), SmtpReply.BYTES_MAX);
        out = new java.io.BufferedOutputStream(next.getOutputStream(), 1 << 14);
    }
}
