package io.tidemark.ingest.collector;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.check.Check;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs one instance of a check a few times and prints what it would send. Nothing is sent. */
public final class DryRun {

    private final CollectorSettings settings;
    private final Collector.Parts parts;
    private final PrintWriter out;

    /** @param parts whose outlet is not used */
    public DryRun(CollectorSettings settings, Collector.Parts parts, PrintWriter out) {
        this.settings = settings;
        this.parts = parts;
        this.out = out;
    }

    /** @return errors; each is printed with where it came from */
    public List<Throwable> run(CheckPlan plan, int times, Duration pause) throws InterruptedException {
        out.printf(
                Locale.ROOT,
                "%s, instance %d of %s, every %s s%n",
                plan.type().name(),
                plan.index(),
                plan.source(),
                plan.interval().toMillis() / 1_000.0);
        List<Throwable> errors = new ArrayList<>();
        Rises rises = new Rises();
        try (Check check = plan.type().create(plan.settings())) {
            for (int i = 0; i < times; i++) {
                if (i > 0) {
                    Thread.sleep(pause.toMillis());
                }
                once(plan, check, rises, i + 1, errors);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            failed(e, errors);
        }
        return errors;
    }

    private void once(CheckPlan plan, Check check, Rises rises, int number, List<Throwable> errors)
            throws InterruptedException {
        List<String> tags = new ArrayList<>(plan.settings().tags());
        tags.addAll(settings.tags());
        RunReport report = new RunReport(
                parts.rules(), settings.host(), tags, parts.clock().millis(), rises);
        long start = System.nanoTime();
        Throwable error = null;
        try {
            check.run(report);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            error = e;
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        RunReport.Findings found = report.end();
        out.printf(
                Locale.ROOT,
                "run %d: %d points, %d events, %d service checks, %d refused, %d ms%n",
                number,
                found.points().size(),
                found.events().size(),
                found.checks().size(),
                found.refused(),
                millis);
        print(found);
        if (error != null) {
            failed(error, errors);
        }
        out.flush();
    }

    private void print(RunReport.Findings found) {
        for (int i = 0; i < found.points().size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "  %-12s %s = %s%n",
                    found.points().kind(i).toString().toLowerCase(Locale.ROOT),
                    found.points().series(i),
                    found.points().value(i));
        }
        for (ServiceCheck check : found.checks()) {
            out.printf(
                    "  %-12s %s %s %s %s%n",
                    "check", check.getCheck(), check.getStatus(), check.getTags(), check.getMessage());
        }
        for (Event event : found.events()) {
            out.printf("  %-12s %s: %s %s%n", "event", event.getTitle(), event.getText(), event.getTags());
        }
    }

    private void failed(Throwable error, List<Throwable> errors) {
        errors.add(error);
        out.println("  error        " + error);
        for (StackTraceElement frame : error.getStackTrace()) {
            out.println("                 at " + frame);
            if (frame.getClassName().startsWith("io.tidemark.ingest.collector")) {
                break;
            }
        }
        if (error.getCause() != null) {
            out.println("               because of " + error.getCause());
        }
    }
}
