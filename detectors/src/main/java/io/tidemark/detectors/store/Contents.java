package io.tidemark.detectors.store;

/** What a write-behind store holds in memory: it can say what changed, and can be filled again from what it said. */
public interface Contents {

    /** Takes one changelog record; a null value deletes. Called before the first use, in the changelog's order. */
    void restore(byte[] key, byte[] value);

    /** Hands every change since the last call to the changelog and forgets that there were any. */
    void drain(Changelog changelog);

    /** Sets what to call when the first change after a {@link #drain} is made. */
    void whenFirstChanged(Runnable signal);

    /** How many entries there are. */
    int size();

    /** Where changes go. */
    interface Changelog {
        /** Writes one record; a null value is a tombstone. */
        void write(byte[] key, byte[] value);
    }
}
