package io.tidemark.detectors.store;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long an array must be to fill one of G1's regions. Such an array lies where its region begins, and stays there: the collector does not
 * copy it out of its young generation, and what is cut into 64 bytes lies in lines of the processor's cache, not across them.
 */
final class Regions {
    private static final int LINE_BYTES = 64;
    /** Of an array, before its first byte. */
    private static final int HEADER_BYTES = 16;

    /** The first byte of an array that begins a line. */
    static final int FIRST_LINE = LINE_BYTES - HEADER_BYTES;

    /** From {@link #FIRST_LINE} on, in a region; 0 where the collector has none. */
    static final int ARRAY_BYTES = Math.max(0, regionBytes() - LINE_BYTES);

    private Regions() {}

    private static int regionBytes() {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            boolean g1 =
                    vm != null && Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue());
            return g1 ? Integer.parseInt(vm.getVMOption("G1HeapRegionSize").getValue()) : 0;
        } catch (IllegalArgumentException e) {
            return 0; // Another virtual machine: it has no such option.
        }
    }
}
