package io.tidemark.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Processor time of this process, all threads: what a step costs on one core, compiling and collecting garbage included, whatever
 * else the machine is busy with. On an idle machine a step on one thread takes as long by the clock.
 */
public final class ProcessorTime {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ProcessorTime() {}

    public static long nanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
