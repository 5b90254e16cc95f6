package io.tidemark.standalone.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where log lines go: short commands show none but errors, services write to the error stream, the demo to a file. */
final class Logs {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n";

    /** Libraries that report normal life (a broker that starts, a client that connects) as warnings. */
    private static final Map<String, Level> TALKATIVE = Map.of(
            "org.apache.kafka.controller", Level.ERROR,
            "org.apache.kafka.clients.NetworkClient", Level.ERROR,
            "org.apache.kafka.clients.admin", Level.ERROR,
            "org.apache.kafka.common.utils.AppInfoParser", Level.ERROR,
            "org.apache.kafka.clients.producer.internals.TransactionManager", Level.ERROR,
            "kafka", Level.ERROR,
            "state.change.logger", Level.ERROR,
            "oshi", Level.ERROR);

    private Logs() {}

    /** Errors only, to the error stream; with debug everything from info on. */
    static void quiet(boolean debug) {
        to(console(), debug ? Level.INFO : Level.ERROR, debug ? Level.DEBUG : Level.ERROR, debug);
    }

    /** A service's own sentences, and of the libraries only what went wrong, to the error stream. */
    static void service(boolean debug) {
        to(console(), debug ? Level.INFO : Level.WARN, debug ? Level.DEBUG : Level.INFO, debug);
    }

    /** As {@link #service}, to a file that is begun anew. */
    static void file(Path file, boolean debug) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        appender.setAppend(false);
        to(appender, debug ? Level.INFO : Level.WARN, debug ? Level.DEBUG : Level.INFO, debug);
    }

    private static ConsoleAppender<ILoggingEvent> console() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        return appender;
    }

    private static void to(OutputStreamAppender<ILoggingEvent> appender, Level libraries, Level own, boolean all) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return; // Another log library was put on the class path on purpose; it has its own settings.
        }
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(libraries);
        root.addAppender(appender);
        context.getLogger("io.tidemark").setLevel(own);
        if (!all) {
            TALKATIVE.forEach((name, level) -> context.getLogger(name).setLevel(level));
        }
    }
}
