package io.tidemark.testkit.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/** A server on 127.0.0.1 that follows a {@link SmtpScript} and remembers what it heard. */
public final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile SmtpScript script;

    private ScriptedSmtp(SmtpScript script, int port) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    }

    public static ScriptedSmtp start(SmtpScript script) {
        return startOn(0, script);
    }

    /** On a port of one's choice, to come back where another was. */
    public static ScriptedSmtp startOn(int port, SmtpScript script) {
        try {
            ScriptedSmtp server = new ScriptedSmtp(script, port);
            Thread thread = new Thread(server::listen, "scripted-smtp-" + server.port());
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections from now on follow this script. */
    public void follow(SmtpScript next) {
        script = next;
    }

    /** Every command, in order; of all connections. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** Every text that was sent to its end, dots taken off, whatever was answered to it. */
    public List<String> mails() {
        return List.copyOf(mails);
    }

    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(ScriptedSmtp::closeQuietly);
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                SmtpScript now = script;
                Thread thread = new Thread(() -> talk(socket, now), "scripted-smtp-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket, SmtpScript now) {
        try (socket) {
            new Talk(socket, now).run();
        } catch (IOException gone) {
            // the client went away, or the script cut the line: both are part of the play
        }
    }

    private final class Talk {
        private final SmtpScript now;
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        Talk(Socket socket, SmtpScript now) throws IOException {
            this.now = now;
            use(socket);
        }

        void run() throws IOException {
            say(now.answer("BANNER"));
            while (true) {
                String line = line();
                heard.add(line);
                String step = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                say(now.answer(step));
                if (step.equals("STARTTLS") && now.tls().isPresent()) {
                    encrypt();
                } else if (step.equals("AUTH") && now.answer("AUTH").startsWith("334")) {
                    heard.add(line());
                    say("334 UGFzc3dvcmQ6");
                    heard.add(line());
                    say(now.answer("AUTH-DATA"));
                } else if (step.equals("DATA") && now.answer("DATA").startsWith("354")) {
                    mails.add(text());
                    say(now.answer("DOT"));
                } else if (step.equals("QUIT")) {
                    return;
                }
            }
        }

        private void encrypt() throws IOException {
            SSLSocket tls =
                    (SSLSocket) now.tls().orElseThrow().getSocketFactory().createSocket(socket, null, -1, true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            use(tls);
        }

        private void use(Socket next) throws IOException {
            socket = next;
            in = new BufferedInputStream(next.getInputStream());
            out = next.getOutputStream();
        }

        private void say(String answer) throws IOException {
            switch (answer) {
                case SmtpScript.CUT -> {
                    socket.close();
                    throw new EOFException("cut by the script");
                }
                case SmtpScript.HANG -> {
                    while (in.read() >= 0) {
                        // hears everything, answers nothing
                    }
                    throw new EOFException("the client gave up");
                }
                case SmtpScript.TRICKLE -> {
                    while (true) {
                        out.write('2');
                        out.flush();
                        LockSupport.parkNanos(50_000_000);
                    }
                }
                default -> {
                    out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the client closed");
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        private String text() throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line = line(); !line.equals("."); line = line()) {
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            return text.toString();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyClosed) {
            // nothing left to release
        }
    }
}
