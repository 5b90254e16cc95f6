package io.tidemark.ingest.bytes;

import java.util.Arrays;

/** Some bytes as the key of a map: points into a body as a probe, owns its bytes as a key. Not for one that changes while it is a key. */
public final class ByteKey {

    private byte[] bytes = {};
    private int from;
    private int to;
    private int hash;

    public void pointAt(byte[] body, int start, int end) {
        bytes = body;
        from = start;
        to = end;
        long sum = Words.hash(end - start, body, start, end);
        hash = (int) (sum ^ sum >>> Integer.SIZE);
    }

    /** A key of its own. */
    public ByteKey copy() {
        ByteKey copy = new ByteKey();
        copy.bytes = Arrays.copyOfRange(bytes, from, to);
        copy.to = to - from;
        copy.hash = hash;
        return copy;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteKey key
                && hash == key.hash
                && Arrays.equals(bytes, from, to, key.bytes, key.from, key.to);
    }
}
