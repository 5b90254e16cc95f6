package io.tidemark.standalone.demo;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What the demo prints: lines, and progress as a bar on a terminal and as a line each tenth elsewhere. Thread-safe. */
final class Screen implements AutoCloseable {
    private final PrintWriter out;
    private final boolean terminal;
    private ProgressBar bar;
    private String task = "";
    private int tenthShown;

    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void line(String text) {
        if (bar != null) {
            out.print("\r\033[K"); // The bar is drawn again below the line.
        }
        out.println(text);
        out.flush();
    }

    /** Shows how far a task is; begins it anew when it has another name. */
    synchronized void progress(String name, long done, long total) {
        if (!name.equals(task)) {
            end();
            task = name;
            tenthShown = -1;
            if (terminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(250)
                        .build();
            }
        }
        long shown = Math.min(done, total);
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(shown);
        } else {
            int tenth = total == 0 ? 10 : (int) (10 * shown / total);
            if (tenth > tenthShown) {
                tenthShown = tenth;
                line(String.format("%s: %d of %d (%d %%)", name, shown, total, tenth * 10));
            }
        }
    }

    /** Ends the task that is shown, if any. */
    synchronized void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        task = "";
    }

    @Override
    public void close() {
        end();
    }
}
