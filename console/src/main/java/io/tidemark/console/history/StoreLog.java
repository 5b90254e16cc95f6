package io.tidemark.console.history;

import io.questdb.log.LogFactory;
import io.questdb.log.LogLevel;
import io.questdb.log.LogRecordUtf8Sink;
import io.questdb.log.LogWriter;
import io.questdb.mp.RingQueue;
import io.questdb.mp.SCSequence;
import io.questdb.mp.SynchronizedJob;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what QuestDB logs as an error and passes it to the product's log. Without it QuestDB writes a line for every
 * query to standard output. Named in {@code questdb-log.conf}; public because QuestDB creates it by name.
 */
public final class StoreLog extends SynchronizedJob implements LogWriter {

    private static final Logger LOG = LoggerFactory.getLogger("io.tidemark.console.history.questdb");
    private static final String CONFIGURATION = "/io/tidemark/console/history/questdb-log.conf";

    private final RingQueue<LogRecordUtf8Sink> records;
    private final SCSequence consumed;
    private final int levels;

    public StoreLog(RingQueue<LogRecordUtf8Sink> records, SCSequence consumed, int levels) {
        this.records = records;
        this.consumed = consumed;
        this.levels = levels;
    }

    /** Makes QuestDB use this writer, unless an operator chose a configuration of their own with {@code -Dout=…}. */
    static synchronized void install() {
        if (System.getProperty(LogFactory.CONFIG_SYSTEM_PROPERTY) != null) {
            return;
        }
        System.setProperty(LogFactory.CONFIG_SYSTEM_PROPERTY, CONFIGURATION);
        // Reading its configuration QuestDB tells the error stream so, in a way that nothing switches off. It reads it
        // once.
        PrintStream errors = System.err;
        System.setErr(new WithoutNotice(errors));
        try {
            LogFactory.getInstance();
        } finally {
            System.setErr(errors);
        }
    }

    /** Passes on everything but the one line. */
    private static final class WithoutNotice extends PrintStream {

        WithoutNotice(PrintStream errors) {
            super(errors, true);
        }

        @Override
        public void println(String line) {
            if (line == null || !line.startsWith("Log configuration loaded")) {
                super.println(line);
            }
        }
    }

    @Override
    public void bindProperties(LogFactory factory) {
        // Nothing to set: the level came with the constructor.
    }

    @Override
    protected boolean runSerially() {
        return consumed.consumeAll(records, this::pass);
    }

    private void pass(LogRecordUtf8Sink logged) {
        int level = logged.getLevel();
        if ((level & levels & (LogLevel.ERROR | LogLevel.CRITICAL)) == 0) {
            return; // Advice comes with every level that is asked for.
        }
        String text = logged.toString().strip();
        if ((level & LogLevel.CRITICAL) != 0) {
            LOG.error("The history store reports: {}", text);
        } else {
            LOG.warn("The history store reports: {}", text);
        }
    }
}
