package io.tidemark.detectors.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Objects of varying size by name, of which only changed ones are written: for what does not fit a fixed block, such as
 * sketches and the open buckets of a group. Iterated in the order of names, so that results do not depend on history.
 */
public final class ObjectStore<V> implements Contents {

    /** Objects to bytes and back; must be exact. */
    public interface Codec<V> {
        byte[] write(V value);

        V read(byte[] bytes);
    }

    private final Codec<V> codec;
    private final TreeMap<String, V> values = new TreeMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    /** Since the last checkpoint; null while nobody asked for one. */
    private Set<String> noted;

    private Runnable firstChange = () -> {};

    public ObjectStore(Codec<V> codec) {
        this.codec = codec;
    }

    /** The object of this name, or null. One that is changed in place is told by {@link #changed}. */
    public V get(String name) {
        return values.get(name);
    }

    public void put(String name, V value) {
        values.put(name, value);
        changed(name);
    }

    /** Removes and gives the object, or null. */
    public V remove(String name) {
        V before = values.remove(name);
        if (before != null) {
            changed(name);
        }
        return before;
    }

    public void changed(String name) {
        if (changed.add(name) && changed.size() == 1) {
            firstChange.run();
        }
    }

    /** All objects, in the order of their names; a view. */
    public SortedMap<String, V> all() {
        return values;
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public void whenFirstChanged(Runnable signal) {
        firstChange = signal;
        if (!changed.isEmpty()) {
            signal.run();
        }
    }

    @Override
    public void drain(Changelog changelog) {
        for (String name : changed) {
            write(name, changelog);
        }
        if (noted != null) {
            noted.addAll(changed);
        }
        changed.clear();
    }

    @Override
    public boolean isDrained() {
        return changed.isEmpty();
    }

    @Override
    public void noteNothing() {
        noted = new LinkedHashSet<>();
    }

    @Override
    public void noteAll() {
        noted = new LinkedHashSet<>(values.keySet());
    }

    @Override
    public boolean writeNoted(Changelog checkpoint, BooleanSupplier enough) {
        for (Iterator<String> names = noted.iterator(); names.hasNext(); ) {
            if (enough.getAsBoolean()) {
                return false;
            }
            write(names.next(), checkpoint);
            names.remove();
        }
        return true;
    }

    private void write(String name, Changelog to) {
        V value = values.get(name);
        to.write(name.getBytes(StandardCharsets.UTF_8), value == null ? null : codec.write(value));
    }

    @Override
    public void restore(byte[] key, int keyFrom, int keyLength, byte[] value, int valueFrom, int valueLength) {
        String name = new String(key, keyFrom, keyLength, StandardCharsets.UTF_8);
        if (noted != null) {
            noted.add(name);
        }
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, codec.read(Arrays.copyOfRange(value, valueFrom, valueFrom + valueLength)));
        }
    }
}
