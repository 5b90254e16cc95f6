package io.tidemark.document;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of Datadog's monitors that are judged here. */
public enum MonitorType {
    METRIC_ALERT("metric alert"),
    QUERY_ALERT("query alert"),
    SERVICE_CHECK("service check"),
    EVENT("event-v2 alert"),
    COMPOSITE("composite");

    private final String text;

    MonitorType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    static Optional<MonitorType> named(String text) {
        return Arrays.stream(values()).filter(t -> t.text.equals(text)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(MonitorType::text).toList();
    }
}
