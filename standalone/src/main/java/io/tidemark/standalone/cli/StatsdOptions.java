package io.tidemark.standalone.cli;

import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where DogStatsD listens, and what becomes of histograms. */
final class StatsdOptions {
    @Option(
            names = "--statsd-port",
            paramLabel = "N",
            defaultValue = "8125",
            description = "UDP port of DogStatsD; 0 for any. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--statsd-socket", paramLabel = "FILE", description = "Unix datagram socket of DogStatsD as well.")
    private Path socket;

    @Option(
            names = "--statsd-stream-socket",
            paramLabel = "FILE",
            description = "Unix stream socket of DogStatsD as well.")
    private Path streamSocket;

    @Option(
            names = "--histogram-aggregates",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "max,median,avg,count",
            description = "Series of a histogram, of max, median, avg, count, sum, min. Default: ${DEFAULT-VALUE}")
    private List<String> aggregates;

    @Option(
            names = "--histogram-percentiles",
            paramLabel = "FRACTION",
            split = ",",
            defaultValue = "0.95",
            description = "Percentiles of a histogram; 0.95 gives NAME.95percentile. Default: ${DEFAULT-VALUE}")
    private List<Double> percentiles;

    StatsdSettings settings() {
        StatsdSettings settings = StatsdSettings.DEFAULTS.withPort(port);
        settings = socket == null ? settings : settings.withSocket(socket);
        return streamSocket == null ? settings : settings.withStreamSocket(streamSocket);
    }

    AggregateSettings histograms() {
        return AggregateSettings.DEFAULTS.withHistograms(aggregates, percentiles);
    }
}
