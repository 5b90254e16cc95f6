package io.tidemark.bench.pipeline;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.detectors.app.DetectorsApp;
import io.tidemark.detectors.app.DetectorsSettings;
import io.tidemark.testkit.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The detectors service in a JVM of its own, one stream thread, so that it can be killed and be one of several. */
public final class ServiceProcess {

    private ServiceProcess() {}

    /** Starts one; the caller closes it. */
    static ChildJvm start(
            String bootstrapServers, String prefix, Path stateDir, int partitions, int standbys, Duration commitEvery) {
        return command(bootstrapServers, prefix, stateDir, partitions, standbys, commitEvery)
                // As in production: all compilers, the default collector.
                .withJvmOptions("-Xmx10g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC")
                .start();
    }

    /** The command of one, with the options of a short-lived JVM unless others are given. */
    static ChildJvm.Command command(
            String bootstrapServers, String prefix, Path stateDir, int partitions, int standbys, Duration commitEvery) {
        return ChildJvm.of(
                ServiceProcess.class.getName(),
                bootstrapServers,
                prefix,
                stateDir.toString(),
                Integer.toString(partitions),
                Integer.toString(standbys),
                Long.toString(commitEvery.toMillis()));
    }

    public static void main(String[] args) throws InterruptedException {
        DetectorsSettings common = DetectorsSettings.of(args[0], Path.of(args[2]));
        DetectorsSettings settings = new DetectorsSettings(
                args[0],
                args[1],
                Path.of(args[2]),
                Integer.parseInt(args[3]),
                1,
                Integer.parseInt(args[4]),
                Duration.ofMillis(Long.parseLong(args[5])),
                Service.LATENESS,
                common.configMargin(),
                common.tickEvery(),
                common.retention(),
                common.idle(),
                common.groupsMax(),
                Optional.empty(),
                OptionalInt.empty(),
                Map.of());
        DetectorsApp app = DetectorsApp.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        new CountDownLatch(1).await();
    }
}
