package io.tidemark.ingest.check.host;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSFileStore;

/** The checks of this host, by OSHI. Names and units are those of Datadog's system check. */
public final class HostChecks {

    private static final double MEBIBYTE = 1024.0 * 1024;
    private static final double KIBIBYTE = 1024.0;

    private HostChecks() {}

    /** One type a check; none has settings. */
    public static List<CheckType> types(SystemInfo system) {
        CentralProcessor processor = system.getHardware().getProcessor();
        return List.of(
                type("cpu", () -> new Cpu(processor)),
                type("load", () -> new Load(processor)),
                type("memory", () -> new Memory(system.getHardware().getMemory())),
                type("disk", () -> new Disk(system)),
                type("network", () -> new Network(system)),
                type("io", () -> new DiskActivity(system)),
                type("uptime", () -> new Uptime(system)));
    }

    private static CheckType type(String name, Supplier<Check> make) {
        return new CheckType() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Check create(CheckSettings settings) {
                return make.get();
            }
        };
    }

    /** Shares of processor time since the run before, per cent over all processors; nothing on the first run. */
    private static final class Cpu implements Check {

        private final CentralProcessor processor;
        private long[] before = {};

        Cpu(CentralProcessor processor) {
            this.processor = processor;
        }

        @Override
        public void run(Report out) {
            long[] now = processor.getSystemCpuLoadTicks();
            long[] spent = new long[now.length];
            long total = 0;
            for (int i = 0; i < now.length && before.length == now.length; i++) {
                spent[i] = Math.max(0, now[i] - before[i]);
                total += spent[i];
            }
            before = now;
            if (total == 0) {
                return;
            }
            double percent = 100.0 / total;
            out.gauge("system.cpu.user", percent * (of(spent, TickType.USER) + of(spent, TickType.NICE)));
            out.gauge(
                    "system.cpu.system",
                    percent * (of(spent, TickType.SYSTEM) + of(spent, TickType.IRQ) + of(spent, TickType.SOFTIRQ)));
            out.gauge("system.cpu.idle", percent * of(spent, TickType.IDLE));
            out.gauge("system.cpu.iowait", percent * of(spent, TickType.IOWAIT));
            out.gauge("system.cpu.stolen", percent * of(spent, TickType.STEAL));
        }

        private static long of(long[] ticks, TickType type) {
            return ticks[type.getIndex()];
        }
    }

    /** Load averages, and the same for one processor. */
    private record Load(CentralProcessor processor) implements Check {

        @Override
        public void run(Report out) {
            double[] averages = processor.getSystemLoadAverage(3);
            int[] minutes = {1, 5, 15};
            for (int i = 0; i < minutes.length; i++) {
                if (averages[i] >= 0) {
                    out.gauge("system.load." + minutes[i], averages[i]);
                    out.gauge("system.load.norm." + minutes[i], averages[i] / processor.getLogicalProcessorCount());
                }
            }
        }
    }

    /** Memory in MiB; usable is what a program could still get without swapping. */
    private record Memory(GlobalMemory memory) implements Check {

        @Override
        public void run(Report out) {
            double total = memory.getTotal();
            double usable = memory.getAvailable();
            out.gauge("system.mem.total", total / MEBIBYTE);
            out.gauge("system.mem.usable", usable / MEBIBYTE);
            out.gauge("system.mem.free", usable / MEBIBYTE);
            out.gauge("system.mem.used", (total - usable) / MEBIBYTE);
            out.gauge("system.mem.pct_usable", usable / total);
            double swap = memory.getVirtualMemory().getSwapTotal();
            double swapUsed = memory.getVirtualMemory().getSwapUsed();
            out.gauge("system.swap.total", swap / MEBIBYTE);
            out.gauge("system.swap.used", swapUsed / MEBIBYTE);
            out.gauge("system.swap.free", (swap - swapUsed) / MEBIBYTE);
            if (swap > 0) {
                out.gauge("system.swap.pct_free", (swap - swapUsed) / swap);
            }
        }
    }

    /** Space of local file systems in KiB, each device once; in_use is a fraction. */
    private record Disk(SystemInfo system) implements Check {

        @Override
        public void run(Report out) {
            Set<String> seen = new HashSet<>();
            for (OSFileStore store : system.getOperatingSystem().getFileSystem().getFileStores(true)) {
                double total = store.getTotalSpace();
                String device = store.getVolume().isBlank() ? store.getName() : store.getVolume();
                if (total <= 0 || !seen.add(device)) {
                    continue;
                }
                String tag = "device:" + device;
                double free = store.getUsableSpace();
                double used = total - store.getFreeSpace();
                out.gauge("system.disk.total", total / KIBIBYTE, tag);
                out.gauge("system.disk.free", free / KIBIBYTE, tag);
                out.gauge("system.disk.used", used / KIBIBYTE, tag);
                out.gauge("system.disk.in_use", used / (used + free), tag);
            }
        }
    }

    /** Traffic a second by interface. */
    private record Network(SystemInfo system) implements Check {

        @Override
        public void run(Report out) {
            for (NetworkIF device : system.getHardware().getNetworkIFs(true)) {
                String tag = "device:" + device.getName();
                out.rate("system.net.bytes_rcvd", device.getBytesRecv(), tag);
                out.rate("system.net.bytes_sent", device.getBytesSent(), tag);
                out.rate("system.net.packets_in.count", device.getPacketsRecv(), tag);
                out.rate("system.net.packets_out.count", device.getPacketsSent(), tag);
                out.rate("system.net.packets_in.error", device.getInErrors(), tag);
                out.rate("system.net.packets_out.error", device.getOutErrors(), tag);
            }
        }
    }

    /** Reads and writes a second by device, KiB a second, and the share of time that it was busy, per cent. */
    private record DiskActivity(SystemInfo system) implements Check {

        @Override
        public void run(Report out) {
            for (HWDiskStore disk : system.getHardware().getDiskStores()) {
                String tag = "device:" + disk.getName().replaceFirst("^/dev/", "");
                out.rate("system.io.r_s", disk.getReads(), tag);
                out.rate("system.io.w_s", disk.getWrites(), tag);
                out.rate("system.io.rkb_s", disk.getReadBytes() / KIBIBYTE, tag);
                out.rate("system.io.wkb_s", disk.getWriteBytes() / KIBIBYTE, tag);
                out.rate("system.io.util", disk.getTransferTime() / 10.0, tag);
                out.gauge("system.io.avg_q_sz", disk.getCurrentQueueLength(), tag);
            }
        }
    }

    /** Seconds since the host was started. */
    private record Uptime(SystemInfo system) implements Check {

        @Override
        public void run(Report out) {
            out.gauge("system.uptime", system.getOperatingSystem().getSystemUptime());
        }
    }
}
