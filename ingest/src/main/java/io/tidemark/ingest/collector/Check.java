package io.tidemark.ingest.collector;

/** Something that measures. Called by one thread at a time. */
public interface Check {

    String name();

    /** Measures now. What it throws is counted as a failed run and shown; the next run goes ahead. */
    void run(Gauges out) throws Exception;

    /** Takes what a check measured. */
    interface Gauges {

        /** @param tags beside the host's, {@code device:sda1} */
        void gauge(String metric, double value, String... tags);
    }
}
