package io.tidemark.detectors.group;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a task tells one partition of the repartition topic at once: its time, and partial sums. Private to this service; the
 * first byte is the version of the layout.
 *
 * @param source partition that it comes from
 * @param sources how many partitions there are
 * @param tickMillis the task's time, or 0 where it did not move
 */
public record PartialBatch(int source, int sources, long tickMillis, Map<PartialKey, Partial> partials) {
    private static final int LAYOUT = 1;

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 128 * partials.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LAYOUT);
            out.writeInt(source);
            out.writeInt(sources);
            out.writeLong(tickMillis);
            out.writeInt(partials.size());
            for (Map.Entry<PartialKey, Partial> entry : partials.entrySet()) {
                PartialKey key = entry.getKey();
                out.writeUTF(key.id());
                out.writeLong(key.version());
                out.writeUTF(key.group());
                out.writeLong(key.startSeconds());
                out.writeInt(key.metricNumber());
                entry.getValue().write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException where the bytes are not of this layout */
    public static PartialBatch parse(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int layout = in.readByte();
            if (layout != LAYOUT) {
                throw new IllegalArgumentException("partial sums have layout " + layout + " (expected " + LAYOUT + ")");
            }
            int source = in.readInt();
            int sources = in.readInt();
            long tickMillis = in.readLong();
            int size = in.readInt();
            Map<PartialKey, Partial> partials = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                PartialKey key = new PartialKey(in.readUTF(), in.readLong(), in.readUTF(), in.readLong(), in.readInt());
                partials.put(key, Partial.read(in));
            }
            return new PartialBatch(source, sources, tickMillis, partials);
        } catch (IOException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("partial sums of " + bytes.length + " bytes cannot be read", e);
        }
    }
}
