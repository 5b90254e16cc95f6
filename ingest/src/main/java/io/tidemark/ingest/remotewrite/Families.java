package io.tidemark.ingest.remotewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kind a series is, by its name: from metadata of its family where there is any, otherwise by its ending.
 * Remembers the families
 * heard of, 20,000 at most. Thread-safe.
 */
final class Families {

    private static final int FAMILIES_MAX = 20_000;

    /** Endings of series that only rise: those of counters, and of a histogram's or summary's parts. */
    private static final List<String> RISING = List.of("_total", "_count", "_sum", "_bucket");

    private static final List<String> PARTS = List.of("_count", "_sum", "_bucket");

    private final Map<String, MetricType> types = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MetricType> eldest) {
            return size() > FAMILIES_MAX;
        }
    };

    synchronized void learn(String family, MetricType type) {
        if (!family.isEmpty() && type != MetricType.UNKNOWN) {
            types.put(family, type);
        }
    }

    /** @param said what the series itself says, UNKNOWN where it does not */
    boolean isCounter(String name, MetricType said) {
        MetricType type = said != MetricType.UNKNOWN ? said : heardOf(name).orElse(MetricType.UNKNOWN);
        return switch (type) {
            case COUNTER -> true;
            case HISTOGRAM, SUMMARY -> endsWith(name, PARTS);
            case UNKNOWN -> endsWith(name, RISING);
            default -> false;
        };
    }

    private synchronized Optional<MetricType> heardOf(String name) {
        MetricType exact = types.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        // OpenMetrics names the family of x_total, x_bucket, x_sum and x_count plain x.
        return RISING.stream()
                .filter(name::endsWith)
                .map(ending -> types.get(name.substring(0, name.length() - ending.length())))
                .filter(type -> type != null)
                .findFirst();
    }

    private static boolean endsWith(String name, List<String> endings) {
        return endings.stream().anyMatch(name::endsWith);
    }
}
