package io.tidemark.ingest.collector;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSFileStore;

/** The checks of this host, by OSHI. Names and units are those of Datadog's system check. */
public final class HostChecks {

    private static final double MEBIBYTE = 1024.0 * 1024;
    private static final double KIBIBYTE = 1024.0;

    private HostChecks() {}

    /** @param nanoTime a clock that only goes forward, for rates */
    public static List<Check> of(SystemInfo system, LongSupplier nanoTime) {
        return List.of(
                new Cpu(system.getHardware().getProcessor()),
                new Load(system.getHardware().getProcessor()),
                new Memory(system.getHardware().getMemory()),
                new Disk(system),
                new Network(system, nanoTime));
    }

    /** Shares of processor time since the run before, per cent over all processors; nothing on the first run. */
    private static final class Cpu implements Check {

        private final CentralProcessor processor;
        private long[] before = {};

        Cpu(CentralProcessor processor) {
            this.processor = processor;
        }

        @Override
        public String name() {
            return "cpu";
        }

        @Override
        public void run(Gauges out) {
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
        public String name() {
            return "load";
        }

        @Override
        public void run(Gauges out) {
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
        public String name() {
            return "memory";
        }

        @Override
        public void run(Gauges out) {
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
        public String name() {
            return "disk";
        }

        @Override
        public void run(Gauges out) {
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

    /** Bytes a second by interface since the run before; a counter that falls starts anew. */
    private static final class Network implements Check {

        private final SystemInfo system;
        private final LongSupplier nanoTime;
        private final Map<String, long[]> before = new HashMap<>();
        private long beforeNanos;

        Network(SystemInfo system, LongSupplier nanoTime) {
            this.system = system;
            this.nanoTime = nanoTime;
        }

        @Override
        public String name() {
            return "network";
        }

        @Override
        public void run(Gauges out) {
            long nowNanos = nanoTime.getAsLong();
            double seconds = (nowNanos - beforeNanos) / 1e9;
            for (NetworkIF device : system.getHardware().getNetworkIFs(true)) {
                long[] now = {device.getBytesRecv(), device.getBytesSent()};
                long[] last = before.put(device.getName(), now);
                if (last != null && now[0] >= last[0] && now[1] >= last[1] && seconds > 0) {
                    String tag = "device:" + device.getName();
                    out.gauge("system.net.bytes_rcvd", (now[0] - last[0]) / seconds, tag);
                    out.gauge("system.net.bytes_sent", (now[1] - last[1]) / seconds, tag);
                }
            }
            beforeNanos = nowNanos;
        }
    }
}
