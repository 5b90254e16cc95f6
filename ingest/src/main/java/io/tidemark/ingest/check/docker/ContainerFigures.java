package io.tidemark.ingest.check.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.BlkioStatEntry;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.CpuUsageConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StatsConfig;
import com.github.dockerjava.core.InvocationBuilder.AsyncResultCallback;
import io.tidemark.ingest.check.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The figures of one running container. Processor in per cent of one core, memory in bytes, traffic in bytes a second. */
final class ContainerFigures {

    /** Nanoseconds of processor time a second that are 1 per cent of one core. */
    private static final double NANOS_A_PERCENT = 1e7;

    /** Engines without a limit tell the memory of the machine, or a number near 2^63. */
    private static final long NO_LIMIT = 1L << 60;

    private ContainerFigures() {}

    static void report(DockerClient client, Container container, Report out, List<String> tagList) {
        Statistics statistics;
        try (AsyncResultCallback<Statistics> answer = new AsyncResultCallback<>()) {
            statistics = client.statsCmd(container.getId())
                    .withNoStream(true)
                    .exec(answer)
                    .awaitResult();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        report(statistics, out, tagList);
    }

    static void report(Statistics statistics, Report out, List<String> tagList) {
        if (statistics == null) {
            return;
        }
        String[] tags = tagList.toArray(String[]::new);
        processor(statistics, out, tags);
        memory(statistics.getMemoryStats(), out, tags);
        disk(statistics, out, tags);
        if (statistics.getNetworks() != null) {
            statistics.getNetworks().forEach((name, network) -> network(name, network, out, tagList));
        }
        if (statistics.getPidsStats() != null && statistics.getPidsStats().getCurrent() != null) {
            out.gauge("docker.thread.count", statistics.getPidsStats().getCurrent(), tags);
        }
    }

    private static void processor(Statistics statistics, Report out, String... tags) {
        CpuUsageConfig usage = statistics.getCpuStats() == null
                ? null
                : statistics.getCpuStats().getCpuUsage();
        if (usage == null) {
            return;
        }
        rate(out, "docker.cpu.usage", usage.getTotalUsage(), NANOS_A_PERCENT, tags);
        rate(out, "docker.cpu.user", usage.getUsageInUsermode(), NANOS_A_PERCENT, tags);
        rate(out, "docker.cpu.system", usage.getUsageInKernelmode(), NANOS_A_PERCENT, tags);
        if (statistics.getCpuStats().getThrottlingData() != null) {
            rate(
                    out,
                    "docker.cpu.throttled",
                    statistics.getCpuStats().getThrottlingData().getThrottledPeriods(),
                    1,
                    tags);
        }
    }

    /** Of cgroups v1 rss and cache; of v2 the anonymous and the file pages; else usage stands for rss. */
    private static void memory(MemoryStatsConfig memory, Report out, String... tags) {
        if (memory == null) {
            return;
        }
        Long rss = memory.getUsage();
        if (memory.getStats() != null) {
            StatsConfig stats = memory.getStats();
            Long own = first(stats.getRss(), sum(stats.getActiveAnon(), stats.getInactiveAnon()));
            Long cache = first(stats.getCache(), sum(stats.getActiveFile(), stats.getInactiveFile()));
            rss = own == null ? rss : own;
            gauge(out, "docker.mem.cache", cache, tags);
            gauge(out, "docker.mem.swap", stats.getSwap(), tags);
        }
        gauge(out, "docker.mem.rss", rss, tags);
        Long limit = memory.getLimit();
        if (limit != null && limit > 0 && limit < NO_LIMIT) {
            out.gauge("docker.mem.limit", limit, tags);
            if (rss != null) {
                out.gauge("docker.mem.in_use", (double) rss / limit, tags);
            }
        }
    }

    private static void disk(Statistics statistics, Report out, String... tags) {
        if (statistics.getBlkioStats() == null || statistics.getBlkioStats().getIoServiceBytesRecursive() == null) {
            return;
        }
        double read = 0;
        double written = 0;
        for (BlkioStatEntry entry : statistics.getBlkioStats().getIoServiceBytesRecursive()) {
            long value = entry.getValue() == null ? 0 : entry.getValue();
            read += "read".equalsIgnoreCase(entry.getOp()) ? value : 0;
            written += "write".equalsIgnoreCase(entry.getOp()) ? value : 0;
        }
        out.rate("docker.io.read_bytes", read, tags);
        out.rate("docker.io.write_bytes", written, tags);
    }

    private static void network(String name, StatisticNetworksConfig network, Report out, List<String> tagList) {
        List<String> with = new ArrayList<>(tagList);
        with.add("docker_network:" + name);
        String[] tags = with.toArray(String[]::new);
        rate(out, "docker.net.bytes_rcvd", network.getRxBytes(), 1, tags);
        rate(out, "docker.net.bytes_sent", network.getTxBytes(), 1, tags);
    }

    private static void rate(Report out, String metric, Long value, double unit, String... tags) {
        if (value != null) {
            out.rate(metric, value / unit, tags);
        }
    }

    private static void gauge(Report out, String metric, Long value, String... tags) {
        if (value != null) {
            out.gauge(metric, value, tags);
        }
    }

    private static Long sum(Long one, Long other) {
        return one == null || other == null ? null : Long.valueOf(one + other);
    }

    private static Long first(Long one, Long other) {
        return one != null ? one : other;
    }
}
