package io.tidemark.detectors.store;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
            V value = values.get(name);
            changelog.write(name.getBytes(StandardCharsets.UTF_8), value == null ? null : codec.write(value));
        }
        changed.clear();
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, codec.read(value));
        }
    }
}
