package io.tidemark.ingest.check;

/** Takes what a check found. Tags are {@code key:value}; the host's and the instance's are added. Not a number: left out. */
public interface Report {

    /** A level, such as a temperature. */
    void gauge(String metric, double value, String... tags);

    /** How often something happened since the run before. */
    void count(String metric, double value, String... tags);

    /** A counter that only rises; its rise since the run before is sent as a count. Nothing on the first run or after a reset. */
    void monotonicCount(String metric, double value, String... tags);

    /** A counter that only rises; its rise a second is sent as a gauge. Nothing on the first run or after a reset. */
    void rate(String metric, double value, String... tags);

    /** One of many values of this run: sent as .avg, .count, .max, .median and .95percentile. */
    void histogram(String metric, double value, String... tags);

    /** One of many values of this run: sent as a sketch, from which any percentile of any group can be read. */
    void distribution(String metric, double value, String... tags);

    /** One of many texts of this run: sent as the number of different ones. */
    void set(String metric, String text, String... tags);

    /** The state of something. @param message why; may be empty */
    void serviceCheck(String name, Status status, String message, String... tags);

    void event(Happening event);

    /** The states of a service check, in Datadog's order. */
    enum Status {
        OK,
        WARNING,
        CRITICAL,
        UNKNOWN
    }

    /**
     * Something that happened.
     *
     * @param alertType {@code error}, {@code warning}, {@code info} or {@code success}
     */
    record Happening(String title, String text, String alertType, java.util.List<String> tags) {

        public Happening {
            tags = java.util.List.copyOf(tags);
        }
    }
}
