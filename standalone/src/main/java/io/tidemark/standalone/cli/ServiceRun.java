package io.tidemark.standalone.cli;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Runs one service until a signal ends it. */
final class ServiceRun {
    private ServiceRun() {}

    /**
     * Starts, says where it is, waits for a signal, stops.
     *
     * @param start given the registry of the service's own metrics
     * @param where one line about the running service
     */
    static <T extends AutoCloseable> int until(
            CommandSpec spec, Function<PrometheusMeterRegistry, T> start, Function<T, String> where) throws Exception {
        Logs.service(Tidemark.isDebug(spec));
        Stopping stopping = new Stopping();
        try (T service = start(start)) {
            spec.commandLine().getOut().println(spec.name() + " is up. " + where.apply(service));
            stopping.await();
        } finally {
            stopping.done();
        }
        return 0;
    }

    /** Client settings as text, without the brokers, which services take on their own. */
    static Map<String, String> connection(KafkaOptions kafka) {
        return kafka.clientSettings().entrySet().stream()
                .filter(e -> !e.getKey().equals("bootstrap.servers"))
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString()));
    }

    /** Ends with wrong use where settings are bad. */
    static void require(List<String> faults) {
        if (!faults.isEmpty()) {
            throw CommandFault.wrongUse(String.join(System.lineSeparator(), faults));
        }
    }

    private static <T> T start(Function<PrometheusMeterRegistry, T> start) {
        try {
            return start.apply(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        } catch (IllegalArgumentException badSetting) {
            throw CommandFault.wrongUse(badSetting.getMessage());
        }
    }
}
