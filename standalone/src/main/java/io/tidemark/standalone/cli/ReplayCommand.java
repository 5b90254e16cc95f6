package io.tidemark.standalone.cli;

import io.tidemark.series.Series;
import io.tidemark.standalone.replay.CsvFile;
import io.tidemark.standalone.replay.CsvRow;
import io.tidemark.standalone.replay.Pace;
import io.tidemark.standalone.replay.PointPublisher;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes a recorded series. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Publish a CSV of timestamp,value rows (plain or gzipped) as points of one series.",
            "Timestamps are epoch seconds, or times such as '2014-07-01 00:30:00' in UTC.",
        },
        footer = {
            "  tidemark replay --csv taxi.csv.gz --metric taxi.passengers --tags city:nyc",
            "  tidemark replay --csv cpu.csv --metric cpu --speed 60 --until-now",
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--csv", required = true, paramLabel = "FILE", description = "The rows.")
    private Path csv;

    @Option(names = "--metric", required = true, paramLabel = "NAME", description = "Metric to publish as.")
    private String metric;

    @Option(names = "--tags", split = ",", paramLabel = "K:V", description = "Tags of the series, with commas between.")
    private List<String> tags = List.of();

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "N seconds of recorded time a second. Default: as fast as possible.")
    private Double speed;

    @Option(names = "--until-now", description = "Shift the times so that the last row falls on the present.")
    private boolean untilNow;

    @Override
    public Integer call() throws InterruptedException {
        Series series = series();
        CsvFile file = read();
        PrintWriter err = spec.commandLine().getErr();
        file.faults().forEach(fault -> err.println(csv + ": " + fault));
        if (file.rows().isEmpty()) {
            throw CommandFault.failed(csv + " has no good row (expected timestamp,value). [no-rows]", null);
        }
        if (speed != null && !(speed > 0 && speed <= 1e9)) {
            throw CommandFault.wrongUse("--speed is " + speed + " (expected a factor over 0, such as 60) [bad-speed]");
        }
        List<CsvRow> rows = untilNow ? shifted(file.rows()) : file.rows();
        kafka.createMissingTopics();
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            PointPublisher publisher = new PointPublisher(producer, Topics.POINTS.name(kafka.prefix()), kafka.wire());
            publish(series, rows, publisher);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "published %d points of %s, %s to %s; %d rows rejected%n",
                        rows.size(),
                        series.text(),
                        Instant.ofEpochMilli(rows.get(0).epochMillis()),
                        Instant.ofEpochMilli(rows.get(rows.size() - 1).epochMillis()),
                        file.rejected());
        return file.rejected() == 0 ? 0 : 1;
    }

    private void publish(Series series, List<CsvRow> rows, PointPublisher publisher) throws InterruptedException {
        Pace pace = new Pace(rows, speed == null ? 0 : speed);
        CountDownLatch never = new CountDownLatch(1);
        long start = System.nanoTime();
        while (!pace.isDone()) {
            List<CsvRow> due =
                    pace.due(Duration.ofNanos(System.nanoTime() - start).toMillis());
            if (!due.isEmpty()) {
                publisher.publish(series, due);
            }
            if (!pace.isDone()) {
                never.await(100, TimeUnit.MILLISECONDS);
            }
        }
        publisher.flush();
    }

    private Series series() {
        try {
            return Series.of(metric, tags);
        } catch (IllegalArgumentException e) {
            throw CommandFault.wrongUse("--metric or --tags: " + e.getMessage() + " [bad-series]");
        }
    }

    private CsvFile read() {
        try {
            return CsvFile.read(csv);
        } catch (NoSuchFileException e) {
            throw CommandFault.wrongUse("--csv is \"" + csv + "\" (expected a file that is there) [no-file]");
        } catch (IOException e) {
            throw CommandFault.failed("cannot read " + csv + ": " + e.getMessage() + " [bad-file]", e);
        }
    }

    private static List<CsvRow> shifted(List<CsvRow> rows) {
        long latest = rows.stream().mapToLong(CsvRow::epochMillis).max().orElseThrow();
        long shift = (Instant.now().toEpochMilli() - latest) / 1000 * 1000;
        return rows.stream()
                .map(r -> new CsvRow(r.epochMillis() + shift, r.value()))
                .toList();
    }
}
