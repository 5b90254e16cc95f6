package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Refusal;
import java.util.NoSuchElementException;
import java.util.Objects;

/** What a rule says: the thing as admitted, or why not. */
public final class Verdict<T> {

    private final T value;
    private final Refusal refusal;

    private Verdict(T value, Refusal refusal) {
        this.value = value;
        this.refusal = refusal;
    }

    public static <T> Verdict<T> admitted(T value) {
        return new Verdict<>(Objects.requireNonNull(value), null);
    }

    public static <T> Verdict<T> refused(Refusal refusal) {
        return new Verdict<>(null, Objects.requireNonNull(refusal));
    }

    public boolean isAdmitted() {
        return refusal == null;
    }

    /** The thing as admitted. */
    public T value() {
        if (refusal != null) {
            throw new NoSuchElementException("refused: " + refusal.message());
        }
        return value;
    }

    public Refusal refusal() {
        if (refusal == null) {
            throw new NoSuchElementException("admitted: there is no refusal");
        }
        return refusal;
    }
}
