package io.tidemark.ingest.check;

/** Something that measures: one instance of a check. Run by one thread at a time; may keep state from run to run. */
public interface Check extends AutoCloseable {

    /**
     * Measures now.
     *
     * @throws Exception counted as a failed run and shown; what was reported before is kept, the next run goes ahead
     */
    void run(Report report) throws Exception;

    /** Lets go of connections; called once, after the last run. */
    @Override
    default void close() throws Exception {}
}
