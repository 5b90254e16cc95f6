package io.tidemark.ingest.check.jmx;

import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Numbers of MBeans, as {@code conf} lists them:
 *
 * <pre>
 * conf:
 *   - include:
 *       bean: kafka.server:type=BrokerTopicMetrics,name=*    # a pattern of names
 *       attribute:
 *         Count: {alias: kafka.topic.messages, metric_type: rate}
 *         Usage.used: {alias: some.level}                    # a field of a composite; gauge is the default
 * </pre>
 *
 * The properties of the bean's name become tags.
 */
final class Beans {

    /** Beans of one pattern: more is a pattern too wide. */
    private static final int BEANS_MAX = 1_000;

    private record Wanted(String pattern, String attribute, String metric, String type) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /** @throws IllegalArgumentException where an entry is not of this shape */
    Beans(List<Map<String, Object>> conf) {
        for (Map<String, Object> entry : conf) {
            Map<String, Object> include = new HashMap<>();
            CheckSettings.of(entry).map("include").forEach((key, value) -> include.put(key.toString(), value));
            CheckSettings settings = CheckSettings.of(include);
            String pattern = settings.text("bean", settings.text("domain", "*") + ":*");
            settings.map("attribute").forEach((attribute, how) -> {
                Map<String, Object> says = new HashMap<>();
                if (how instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> says.put(key.toString(), value));
                }
                CheckSettings one = CheckSettings.of(says);
                wanted.add(new Wanted(
                        pattern,
                        attribute.toString(),
                        one.text("alias", "jmx." + attribute),
                        one.text("metric_type", "gauge")));
            });
        }
    }

    void report(MBeanServerConnection jvm, Report out, String... tags) throws IOException, JMException {
        for (Wanted one : wanted) {
            int seen = 0;
            for (ObjectName bean : jvm.queryNames(new ObjectName(one.pattern), null)) {
                if (++seen > BEANS_MAX) {
                    throw new IllegalStateException("the pattern \"" + one.pattern + "\" matches more than " + BEANS_MAX
                            + " beans (expected fewer). Name a type. [too-many-beans]");
                }
                double value = read(jvm, bean, one.attribute);
                String[] all = with(bean, tags);
                switch (one.type) {
                    case "rate" -> out.rate(one.metric, value, all);
                    case "counter", "monotonic_count" -> out.monotonicCount(one.metric, value, all);
                    case "histogram" -> out.histogram(one.metric, value, all);
                    default -> out.gauge(one.metric, value, all);
                }
            }
        }
    }

    private static double read(MBeanServerConnection jvm, ObjectName bean, String attribute)
            throws IOException, JMException {
        int dot = attribute.indexOf('.');
        try {
            Object value = jvm.getAttribute(bean, dot < 0 ? attribute : attribute.substring(0, dot));
            return JvmFigures.number(
                    value instanceof CompositeData data && dot >= 0 ? data.get(attribute.substring(dot + 1)) : value);
        } catch (javax.management.AttributeNotFoundException absent) {
            return Double.NaN; // One of many beans of the pattern; the report leaves it out.
        }
    }

    private static String[] with(ObjectName bean, String... tags) {
        List<String> all = new ArrayList<>(List.of(tags));
        all.add("jmx_domain:" + bean.getDomain());
        bean.getKeyPropertyList().forEach((key, value) -> all.add(key + ":" + value.replace("\"", "")));
        return all.toArray(String[]::new);
    }
}
