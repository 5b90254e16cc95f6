package io.tidemark.detectors.store;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The bottom of a built-in key-value store that keeps nothing: what is put is told to a listener and forgotten. */
abstract class SwallowingStore implements KeyValueStore<Bytes, byte[]> {
    private final String name;
    private final Consumer<Bytes> whenPut;
    private final Position position = Position.emptyPosition();
    private boolean open;

    SwallowingStore(String name, Consumer<Bytes> whenPut) {
        this.name = name;
        this.whenPut = whenPut;
    }

    /** Registers with the task, with the callback that restores. */
    abstract void register(StateStoreContext context, StateStore root);

    @Override
    public void init(StateStoreContext context, StateStore root) {
        register(context, root);
        open = true;
    }

    @Override
    public Position getPosition() {
        return position;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public void put(Bytes key, byte[] value) {
        whenPut.accept(key);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        put(key, value);
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        put(key, null);
        return null;
    }

    @Override
    public byte[] get(Bytes key) {
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return new NoEntries();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new NoEntries();
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }

    private static final class NoEntries implements KeyValueIterator<Bytes, byte[]> {
        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            throw new java.util.NoSuchElementException();
        }

        @Override
        public Bytes peekNextKey() {
            throw new java.util.NoSuchElementException();
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
