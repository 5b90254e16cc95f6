package io.tidemark.detectors.evaluate;

import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What to evaluate.
 *
 * @param corpus folder with {@code series/*.csv[.gz]} and an optional {@code manifest.csv}, or with the CSVs themselves
 * @param out folder for {@code NAME.csv} of each series; empty: only scores
 * @param settings the detector; its interval is used only if {@code intervalConfigured}
 * @param intervalConfigured the detector says its own interval
 * @param pictures also write {@code NAME.svg}
 * @param threads series judged at the same time
 * @param progress told after each series; called from several threads, one at a time
 */
public record Request(
        Path corpus,
        Optional<Path> out,
        ModelSettings settings,
        boolean intervalConfigured,
        boolean pictures,
        int threads,
        Progress progress) {

    /** Is told how far the pass is. */
    @FunctionalInterface
    public interface Progress {
        void done(String series, int seriesDone, int seriesTotal, long rowsDone);
    }

    public Request {
        Objects.requireNonNull(corpus, "corpus");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(progress, "progress");
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads is " + threads + " (expected 1 to 256)");
        }
        if (!Models.isKnown(settings.model())) {
            Models.create(settings); // raises with the names that are known
        }
    }

    /** The default detector over that corpus, on all processors. */
    public static Request of(Path corpus, Path out) {
        return new Request(
                corpus,
                Optional.of(out),
                ModelSettings.ofInterval(60),
                false,
                false,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                (series, done, total, rows) -> {});
    }

    /** The same with another detector, whose interval counts if {@code withInterval}. */
    public Request withSettings(ModelSettings newSettings, boolean withInterval) {
        return new Request(corpus, out, newSettings, withInterval, pictures, threads, progress);
    }

    public Request withPictures(boolean newPictures) {
        return new Request(corpus, out, settings, intervalConfigured, newPictures, threads, progress);
    }

    public Request withProgress(Progress newProgress) {
        return new Request(corpus, out, settings, intervalConfigured, pictures, threads, newProgress);
    }
}
