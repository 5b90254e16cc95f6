package io.tidemark.ingest.check.jmx;

import io.tidemark.ingest.check.Report;
import java.io.IOException;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** What every JVM has: memory, threads, classes, garbage collection, processor. Bytes, counts, fractions, ms a second. */
final class JvmFigures {

    private static final String GC_PATTERN = "java.lang:type=GarbageCollector,*";

    private JvmFigures() {}

    static void report(MBeanServerConnection jvm, Report out, String... tags) throws IOException, JMException {
        memory(jvm, "HeapMemoryUsage", "jvm.heap_memory", out, tags);
        memory(jvm, "NonHeapMemoryUsage", "jvm.non_heap_memory", out, tags);
        gauge(jvm, "java.lang:type=Threading", "ThreadCount", "jvm.thread_count", out, tags);
        gauge(jvm, "java.lang:type=Threading", "DaemonThreadCount", "jvm.daemon_thread_count", out, tags);
        gauge(jvm, "java.lang:type=ClassLoading", "LoadedClassCount", "jvm.loaded_classes", out, tags);
        gauge(jvm, "java.lang:type=OperatingSystem", "ProcessCpuLoad", "jvm.cpu_load.process", out, tags);
        gauge(jvm, "java.lang:type=OperatingSystem", "SystemCpuLoad", "jvm.cpu_load.system", out, tags);
        gauge(
                jvm,
                "java.lang:type=OperatingSystem",
                "OpenFileDescriptorCount",
                "jvm.os.open_file_descriptors",
                out,
                tags);
        for (String pool : new String[] {"direct", "mapped"}) {
            String bean = "java.nio:type=BufferPool,name=" + pool;
            gauge(jvm, bean, "MemoryUsed", "jvm.buffer_pool." + pool + ".used", out, tags);
            gauge(jvm, bean, "TotalCapacity", "jvm.buffer_pool." + pool + ".capacity", out, tags);
            gauge(jvm, bean, "Count", "jvm.buffer_pool." + pool + ".count", out, tags);
        }
        for (ObjectName collector : jvm.queryNames(new ObjectName(GC_PATTERN), null)) {
            collector(jvm, collector, out, tags);
        }
    }

    private static void memory(MBeanServerConnection jvm, String attribute, String metric, Report out, String... tags)
            throws IOException, JMException {
        CompositeData usage = (CompositeData) jvm.getAttribute(new ObjectName("java.lang:type=Memory"), attribute);
        out.gauge(metric, number(usage.get("used")), tags);
        out.gauge(metric + "_committed", number(usage.get("committed")), tags);
        out.gauge(metric + "_init", number(usage.get("init")), tags);
        out.gauge(metric + "_max", number(usage.get("max")), tags);
    }

    /** Old and full collections are major; all others minor. */
    private static void collector(MBeanServerConnection jvm, ObjectName bean, Report out, String... tags)
            throws IOException, JMException {
        String name = bean.getKeyProperty("name");
        Set<String> old = Set.of(
                "MarkSweepCompact",
                "PS MarkSweep",
                "ConcurrentMarkSweep",
                "G1 Old Generation",
                "ZGC Major Cycles",
                "ZGC Cycles",
                "Shenandoah Cycles");
        String size = old.contains(name) ? "major" : "minor";
        String[] with = java.util.Arrays.copyOf(tags, tags.length + 1);
        with[tags.length] = "name:" + name.replace(' ', '_');
        out.rate("jvm.gc." + size + "_collection_count", number(jvm.getAttribute(bean, "CollectionCount")), with);
        out.rate("jvm.gc." + size + "_collection_time", number(jvm.getAttribute(bean, "CollectionTime")), with);
    }

    /** Left out where this JVM has no such bean or attribute: not all have all. */
    private static void gauge(
            MBeanServerConnection jvm, String bean, String attribute, String metric, Report out, String... tags)
            throws IOException {
        try {
            double value = number(jvm.getAttribute(new ObjectName(bean), attribute));
            if (value >= 0) {
                out.gauge(metric, value, tags);
            }
        } catch (JMException absent) {
            // Another maker's JVM, or an older one.
        }
    }

    static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
