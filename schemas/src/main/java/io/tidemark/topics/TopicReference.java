package io.tidemark.topics;

/** The reference page of topics, made from the registry. */
public final class TopicReference {

    private TopicReference() {}

    /** Markdown of {@code docs/reference/topics.md}. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Topics

                Made from the registry (`io.tidemark.topics.Topics`) by `tidemark topics --markdown`; do not edit.
                Names carry the prefix, `tidemark.` unless set otherwise. Data topics have one number of partitions,
                chosen when they are created (8 unless set otherwise); configuration topics have one.

                | topic | key | value | partitions | clean-up | kept | written by | what |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (Topic topic : Topics.all()) {
            page.append("| ")
                    .append(topic.shortName())
                    .append(" | ")
                    .append(topic.key())
                    .append(" | ")
                    .append(topic.value())
                    .append(" | ")
                    .append(topic.partitioned() ? "data" : "1")
                    .append(" | ")
                    .append(topic.cleanup().policy())
                    .append(" | ")
                    .append(topic.retention().map(r -> r.toDays() + " d").orElse("for ever"))
                    .append(" | ")
                    .append(topic.owner())
                    .append(" | ")
                    .append(topic.doc())
                    .append(" |\n");
        }
        return page.toString();
    }
}
