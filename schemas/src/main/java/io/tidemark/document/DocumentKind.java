package io.tidemark.document;

import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a document is, and the topic it lives on. */
public enum DocumentKind {
    DETECTOR("detector", Topics.DETECTORS),
    MONITOR("monitor", Topics.MONITORS),
    DOWNTIME("downtime", Topics.DOWNTIMES),
    EXCLUSION("exclusion", Topics.EXCLUSIONS),
    DASHBOARD("dashboard", Topics.DASHBOARDS),
    ANNOTATION("annotation", Topics.ANNOTATIONS),
    HOST_TAGS("host-tags", Topics.HOST_TAGS),
    ACKNOWLEDGEMENT("acknowledgement", Topics.ACKNOWLEDGEMENTS),
    METRIC("metric", Topics.METRICS);

    private final String text;
    private final Topic topic;

    DocumentKind(String text, Topic topic) {
        this.text = text;
        this.topic = topic;
    }

    /** The word behind {@code kind:}. */
    public String text() {
        return text;
    }

    public Topic topic() {
        return topic;
    }

    public static Optional<DocumentKind> named(String text) {
        return Arrays.stream(values()).filter(k -> k.text.equals(text)).findFirst();
    }

    /** The kind whose documents a topic holds. */
    public static Optional<DocumentKind> of(Topic topic) {
        return Arrays.stream(values()).filter(k -> k.topic.equals(topic)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(DocumentKind::text).toList();
    }
}
