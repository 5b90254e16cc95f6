package io.tidemark.ingest.forward;

import io.tidemark.ingest.backlog.Entry;
import java.util.List;

/** A connection to where entries go. One thread at a time; after an exception it is closed and another opened. */
public interface Link extends AutoCloseable {

    /** The last entry that is known to have arrived; -1 where none is. */
    long position();

    /**
     * Brings all of these there, or none; blocks until that is known.
     *
     * @throws UnfitEntryException where the entries themselves are at fault
     * @throws RuntimeException where it may go better later
     */
    void write(List<Entry> entries);

    @Override
    void close();

    /** Opens connections. */
    interface Opener {

        /** @throws RuntimeException where the other side does not answer */
        Link open();

        /** Where to, for people: {@code kafka 127.0.0.1:9092}. */
        String target();
    }

    /** Entries that will never be taken, however often they are sent. */
    final class UnfitEntryException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnfitEntryException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
