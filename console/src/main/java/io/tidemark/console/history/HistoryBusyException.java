package io.tidemark.console.history;

/** The store is answering as many queries as it may; ask again shortly. */
public final class HistoryBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryBusyException() {
        super("The history is answering as many queries as it may.");
    }
}
