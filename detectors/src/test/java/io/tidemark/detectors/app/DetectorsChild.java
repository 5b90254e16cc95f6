package io.tidemark.detectors.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The detectors in a JVM of their own, so that they can be killed. Arguments: bootstrap servers, prefix, state folder, milliseconds between checkpoints. */
public final class DetectorsChild {

    private DetectorsChild() {}

    public static void main(String[] args) throws InterruptedException {
        DetectorsSettings settings = new DetectorsSettings(
                args[0],
                args[1],
                Path.of(args[2]),
                1,
                1,
                0,
                Duration.ofMillis(100),
                Duration.ofMillis(Long.parseLong(args[3])),
                DetectorsCrashIT.LATENESS,
                DetectorsCrashIT.MARGIN,
                Duration.ofMillis(500),
                Duration.ofDays(1),
                Duration.ofDays(30),
                10_000,
                Optional.empty(),
                OptionalInt.empty(),
                // A member that was killed is given up, and its transaction ended, soon.
                Map.of(
                        "consumer.session.timeout.ms",
                        "3000",
                        "consumer.heartbeat.interval.ms",
                        "500",
                        "producer.transaction.timeout.ms",
                        "3000"));
        DetectorsApp app = DetectorsApp.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
