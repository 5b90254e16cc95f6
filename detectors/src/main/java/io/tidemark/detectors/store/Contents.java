package io.tidemark.detectors.store;

import java.util.function.BooleanSupplier;

/** What a write-behind store holds in memory: it can say what changed, and can be filled again from what it said. */
public interface Contents {

    /** Takes one changelog record; a null value deletes. Called before the first use, in the changelog's order. */
    default void restore(byte[] key, byte[] value) {
        restore(key, 0, key.length, value, 0, value == null ? 0 : value.length);
    }

    /** The same with a key and a value that lie within other bytes, so that millions of records need no arrays of their own. */
    void restore(byte[] key, int keyFrom, int keyLength, byte[] value, int valueFrom, int valueLength);

    /** Hands every change since the last call to the changelog and forgets that there were any. */
    void drain(Changelog changelog);

    /** Whether nothing changed since the last {@link #drain}. */
    boolean isDrained();

    /** From now on what a drain or a restore brings is noted for a checkpoint; what was noted before is forgotten. */
    void noteNothing();

    /** The same, and all there is counts as noted. */
    void noteAll();

    /**
     * Writes what is noted, in the form of a changelog, and forgets it; goes on where the last call ended.
     *
     * @param enough asked before each entry: true to stop
     * @return true where the end was reached, so that what is noted still was noted behind it, since
     */
    boolean writeNoted(Changelog checkpoint, BooleanSupplier enough);

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
