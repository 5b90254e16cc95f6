package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Attributes as tags. Texts, numbers and booleans become {@code key:value}; lists, maps and bytes are left out and
 * counted. Of a
 * resource, names that the semantic conventions give are those that Datadog uses, and what describes the process and
 * not the
 * service (its number, its command line, the SDK) is left out, for it would make a new series of every start.
 */
final class Attributes {

    /** In the SDKs: the point into which a metric collects what is over its limit of series. */
    static final String OVERFLOW = "otel.metric.overflow";

    private static final Comparator<KeyValue> BY_KEY = Comparator.comparing(KeyValue::getKey);

    private static final Map<String, String> RESOURCE_NAMES = Map.ofEntries(
            Map.entry("service.name", "service"),
            Map.entry("service.version", "version"),
            Map.entry("deployment.environment", "env"),
            Map.entry("deployment.environment.name", "env"),
            Map.entry("host.name", "host"),
            Map.entry("container.name", "container_name"),
            Map.entry("container.image.name", "image_name"),
            Map.entry("container.image.tag", "image_tag"),
            Map.entry("k8s.cluster.name", "kube_cluster_name"),
            Map.entry("k8s.namespace.name", "kube_namespace"),
            Map.entry("k8s.node.name", "kube_node"),
            Map.entry("k8s.pod.name", "pod_name"),
            Map.entry("k8s.container.name", "kube_container_name"),
            Map.entry("k8s.deployment.name", "kube_deployment"),
            Map.entry("k8s.statefulset.name", "kube_stateful_set"),
            Map.entry("k8s.daemonset.name", "kube_daemon_set"),
            Map.entry("k8s.job.name", "kube_job"),
            Map.entry("k8s.cronjob.name", "kube_cronjob"),
            Map.entry("cloud.provider", "cloud_provider"),
            Map.entry("cloud.region", "region"),
            Map.entry("cloud.availability_zone", "zone"));

    private static final List<String> LEFT_OUT =
            List.of("process.", "telemetry.", "os.", "host.", "container.", "k8s.", "service.instance.id");

    private Attributes() {}

    static List<String> ofResource(List<KeyValue> attributes, Tally tally) {
        List<String> tags = new ArrayList<>(attributes.size());
        for (KeyValue attribute : attributes) {
            String key = attribute.getKey();
            String name = RESOURCE_NAMES.get(key);
            if (name != null || LEFT_OUT.stream().noneMatch(key::startsWith)) {
                add(tags, name == null ? key : name, attribute.getValue(), tally);
            }
        }
        return tags;
    }

    static void addOfPoint(List<String> tags, List<KeyValue> attributes, Tally tally) {
        for (KeyValue attribute : attributes) {
            add(tags, attribute.getKey(), attribute.getValue(), tally);
        }
    }

    /** True for the point that stands for series which the sender could not tell apart any more. */
    static boolean saysOverflow(List<KeyValue> attributes) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(OVERFLOW) && attribute.getValue().getBoolValue()) {
                return true;
            }
        }
        return false;
    }

    /** In the order of their keys, so that a sender's order does not make two series of one. */
    static List<KeyValue> sorted(List<KeyValue> attributes) {
        for (int i = 1; i < attributes.size(); i++) {
            if (BY_KEY.compare(attributes.get(i - 1), attributes.get(i)) > 0) {
                List<KeyValue> sorted = new ArrayList<>(attributes);
                sorted.sort(BY_KEY);
                return sorted;
            }
        }
        return attributes;
    }

    private static void add(List<String> tags, String key, AnyValue value, Tally tally) {
        switch (value.getValueCase()) {
            case STRING_VALUE -> tags.add(key + ':' + value.getStringValue());
            case INT_VALUE -> tags.add(key + ':' + value.getIntValue());
            case BOOL_VALUE -> tags.add(key + ':' + value.getBoolValue());
            case DOUBLE_VALUE -> tags.add(key + ':' + value.getDoubleValue());
            case VALUE_NOT_SET -> tags.add(key);
            default -> tally.count(Reason.UNSUPPORTED_ATTRIBUTE);
        }
    }
}
