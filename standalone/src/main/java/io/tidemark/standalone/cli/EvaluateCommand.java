package io.tidemark.standalone.cli;

import io.tidemark.detectors.evaluate.Evaluate;
import io.tidemark.detectors.evaluate.EvaluationException;
import io.tidemark.detectors.evaluate.Report;
import io.tidemark.detectors.evaluate.Request;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import io.tidemark.detectors.model.Sensitivity;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "timestamp,value[,label], epoch seconds. The label is never read by the detector.",
            "Writes NAME.csv for each: timestamp,value,expected,lower,upper,score,anomalous.",
        },
        footer = {
            "  tidemark evaluate --corpus recordings --out results",
            "  tidemark evaluate --corpus nab --out results --model robust-zscore --bounds 3 --json",
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "The recorded series.")
    private Path corpus;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where results are written.")
    private Path out;

    @Option(names = "--model", paramLabel = "NAME", description = "The model. Default: the default of detectors.")
    private String model;

    @Option(
            names = "--bounds",
            paramLabel = "N",
            description = "Width of the band in deviations. Default: one false alarm a week and series.")
    private Double bounds;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "Width of a bucket. Default: each series' own.")
    private Integer interval;

    @Option(names = "--threads", paramLabel = "N", description = "Series at the same time. Default: all processors.")
    private Integer threads;

    @Option(names = "--pictures", description = "Also write NAME.svg for each.")
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
            return 0;
        } catch (EvaluationException | IllegalArgumentException e) {
            throw e instanceof IllegalArgumentException
                    ? CommandFault.wrongUse(e.getMessage())
                    : CommandFault.failed(e.getMessage(), e);
        }
    }

    private Request request() {
        return new Request(
                corpus,
                Optional.of(out),
                settings(),
                interval != null,
                pictures,
                threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors()) : threads,
                (series, done, total, rows) -> progress(series, done, total));
    }

    private ModelSettings settings() {
        ModelSettings settings = ModelSettings.ofInterval(interval == null ? 60 : interval);
        if (model != null) {
            settings = settings.withModel(model);
        } else if (!Models.isKnown(settings.model())) {
            settings = settings.withModel("sarima");
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
