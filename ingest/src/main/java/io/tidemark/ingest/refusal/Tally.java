package io.tidemark.ingest.refusal;

/** Where the intake's pure parts leave their counts. */
public interface Tally {

    /** Counts {@code times} occurrences. */
    void count(Reason reason, long times);

    /** Counts one refusal and explains it where nobody has heard of this reason for a minute. */
    void refuse(Refusal refusal, String source);

    default void count(Reason reason) {
        count(reason, 1);
    }
}
