package io.tidemark.detectors.evaluate;

import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What to evaluate.
 *
 * @param corpus folder with {@code series/*.csv[.gz]} and an optional {@code manifest.csv}, or with the CSVs themselves
 * @param out folder for {@code NAME.csv} of each series; empty: only scores
 * @param settings the detector; its interval is used only if {@code intervalConfigured}
 * @param intervalConfigured the detector says its own interval
 * @param pictures also write {@code NAME.png}
 * @param threads series judged at the same time
 * @param progress told after each series; called from several threads, one at a time
 * @param peer judges in place of the model of {@code settings}
 * @param every the first and then every n-th series by name; 1: all
 */
public record Request(
        Path corpus,
        Optional<Path> out,
        ModelSettings settings,
        boolean intervalConfigured,
        boolean pictures,
        int threads,
        Progress progress,
        Optional<PeerMaker> peer,
        int every) {

    /** A peer by name, made anew for each series from its interval in seconds. */
    public record PeerMaker(String name, IntFunction<Peer> make) {}

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
        Objects.requireNonNull(peer, "peer");
        if (every < 1) {
            throw new IllegalArgumentException("every is " + every + " (expected 1 or more)");
        }
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads is " + threads + " (expected 1 to 256)");
        }
        if (!Models.isKnown(settings.model())) {
            Models.create(settings); // raises with the names that are known
        }
    }

    /** One of our detectors over the whole corpus. */
    public Request(
            Path corpus,
            Optional<Path> out,
            ModelSettings settings,
            boolean intervalConfigured,
            boolean pictures,
            int threads,
            Progress progress) {
        this(corpus, out, settings, intervalConfigured, pictures, threads, progress, Optional.empty(), 1);
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
        return new Request(
                corpus, out, newSettings, withInterval, pictures, threads, progress, Optional.empty(), every);
    }

    public Request withPictures(boolean newPictures) {
        return new Request(corpus, out, settings, intervalConfigured, newPictures, threads, progress, peer, every);
    }

    public Request withProgress(Progress newProgress) {
        return new Request(corpus, out, settings, intervalConfigured, pictures, threads, newProgress, peer, every);
    }

    /** The same judged by somebody else. */
    public Request withPeer(String name, IntFunction<Peer> make) {
        return new Request(
                corpus,
                out,
                settings,
                intervalConfigured,
                pictures,
                threads,
                progress,
                Optional.of(new PeerMaker(name, make)),
                every);
    }

    /** Only scores. */
    public Request withoutResults() {
        return new Request(
                corpus, Optional.empty(), settings, intervalConfigured, false, threads, progress, peer, every);
    }

    /** The first and then every n-th series. */
    public Request withEvery(int n) {
        return new Request(corpus, out, settings, intervalConfigured, pictures, threads, progress, peer, n);
    }

    String detectorName() {
        return peer.map(PeerMaker::name).orElseGet(() -> Models.create(settings).name());
    }
}
