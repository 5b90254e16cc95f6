package io.tidemark.config;

/** Hears of every record of the followed topics, in the order of each partition, on the follower's thread. */
public interface ConfigListener {

    /** A new version, or a deletion. */
    void changed(ConfigVersion version);

    /** A record that is no good document. */
    default void refused(ConfigRefusal refusal) {}
}
