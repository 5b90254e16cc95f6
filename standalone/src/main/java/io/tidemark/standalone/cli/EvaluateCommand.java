package io.tidemark.standalone.cli;

import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.evaluate.Evaluate;
import io.tidemark.detectors.evaluate.EvaluationException;
import io.tidemark.detectors.evaluate.Report;
import io.tidemark.detectors.evaluate.Request;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Sensitivity;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Parsed;
import io.tidemark.standalone.documents.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a detector over a folder of recorded series and scores it. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Run a detector over recorded series, one causal pass, and score it where labels are there.",
            "DIR holds series/*.csv[.gz] (with an optional manifest.csv) or the CSVs themselves:",
            "timestamp,value[,label]; times in epoch seconds or milliseconds, or 2014-04-01 00:00:00 in UTC.",
            "The label is never read by the detector. Rows that cannot be read are left out and told;",
            "the exit code is then 1.",
            "Writes NAME.csv for each: timestamp,value,expected,lower,upper,score,anomalous.",
        },
        footer = {
            "  tidemark evaluate --corpus recordings --out results",
            "  tidemark evaluate --corpus recordings --out results --detector cpu.yaml",
            "  tidemark evaluate --corpus nab --out results --model robust-zscore --bounds 3 --json",
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "The recorded series.")
    private Path corpus;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where results are written.")
    private Path out;

    @Option(
            names = "--detector",
            paramLabel = "FILE",
            description =
                    "A detector's document, YAML or JSON, as for apply: model, sensitivity, direction, zone, season,"
                            + " range. Its interval counts where it states one; its query does not.")
    private Path detector;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model. Default: the detector's, else the default of detectors.")
    private String model;

    @Option(
            names = "--bounds",
            paramLabel = "N",
            description =
                    "Width of the band in deviations. Default: the detector's, else one false alarm a week and series.")
    private Double bounds;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "Width of a bucket. Default: each series' own.")
    private Integer interval;

    @Option(names = "--threads", paramLabel = "N", description = "Series at the same time. Default: all processors.")
    private Integer threads;

    @Option(names = "--pictures", description = "Also write NAME.png for each: values, band, anomalies, labels.")
    private boolean pictures;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter print = spec.commandLine().getOut();
        try {
            Report report = Evaluate.run(request());
            print.print(json ? report.json() + System.lineSeparator() : report.table());
            print.flush();
            if (report.unreadableRows() > 0) {
                PrintWriter err = spec.commandLine().getErr();
                report.unreadable().forEach(err::println);
                err.printf("%d rows were left out. [unreadable-rows]%n", report.unreadableRows());
                err.flush();
                return 1;
            }
            return 0;
        } catch (EvaluationException | IllegalArgumentException e) {
            throw e instanceof IllegalArgumentException
                    ? CommandFault.wrongUse(e.getMessage())
                    : CommandFault.failed(e.getMessage(), e);
        }
    }

    private Request request() {
        Optional<Parsed.Accepted> document = document();
        boolean ownInterval = interval != null
                || document.map(accepted -> JsonText.has(accepted.json(), "interval"))
                        .orElse(false);
        return new Request(
                corpus,
                Optional.of(out),
                settings(document.map(accepted -> (DetectorDocument) accepted.document())),
                ownInterval,
                pictures,
                threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors()) : threads,
                (series, done, total, rows) -> progress(series, done, total));
    }

    /** The one detector of the file. */
    private Optional<Parsed.Accepted> document() {
        if (detector == null) {
            return Optional.empty();
        }
        List<Parsed.Accepted> documents = DocumentFiles.read(
                        List.of(detector),
                        Optional.of(DocumentKind.DETECTOR),
                        spec.commandLine().getErr())
                .orElseThrow(() -> CommandFault.failed(
                        "--detector is \"" + detector
                                + "\" (expected a file with one good detector). Correct what is named above. [bad-detector]",
                        null));
        if (documents.size() != 1 || !(documents.get(0).document() instanceof DetectorDocument)) {
            throw CommandFault.wrongUse("--detector is \"" + detector + "\" with "
                    + documents.stream()
                            .map(each -> each.document().kind().text() + " "
                                    + each.document().id())
                            .toList()
                    + " (expected one detector and nothing else). Name a file with that alone. [one-detector]");
        }
        return Optional.of(documents.get(0));
    }

    /** What the document says, and what options say over it. */
    private ModelSettings settings(Optional<DetectorDocument> document) {
        ModelSettings settings = document.map(Definitions::model).orElse(ModelSettings.ofInterval(60));
        if (interval != null) {
            settings = settings.withInterval(interval);
        }
        if (model != null) {
            settings = settings.withModel(model);
        }
        return bounds == null ? settings : settings.withSensitivity(new Sensitivity.Bounds(bounds));
    }

    private void progress(String series, int done, int total) {
        if (System.console() != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf("\r\033[K%d of %d: %s%s", done, total, series, done == total ? "\r\033[K" : "");
            err.flush();
        }
    }
}
