package io.tidemark.detectors.baseline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A model that was learnt again, on its way into the log: where the record lies in its partition is where the group goes on
 * with it, in every run. Private to this service; the first four bytes name the layout.
 *
 * @param id of the detector
 * @param fingerprint of what is learnt
 * @param requestMillis the request that it answers
 * @param fromRollups whether rollups from before the group's first row are in it
 * @param state the model's block; empty where nothing of the group was kept: nobody need wait for it any longer
 */
public record Relearnt(
        String id, long fingerprint, String group, long requestMillis, boolean fromRollups, byte[] state) {
    private static final byte[] LAYOUT = {'T', 'M', 'R', 1};

    /** What a record costs on its way whatever is in it, in bytes of state that would cost as much. */
    private static final int RECORD_BYTES = 500;

    /** Whether nothing was kept that it could have been learnt from. */
    public boolean isEmpty() {
        return state.length == 0;
    }

    /** How much it weighs on its way, for who would not send too much at once. */
    public int bytes() {
        return RECORD_BYTES + state.length;
    }

    /** Whether the bytes of a record are such a model. */
    public static boolean isIn(byte[] record) {
        return record != null
                && record.length > LAYOUT.length
                && Arrays.equals(record, 0, LAYOUT.length, LAYOUT, 0, LAYOUT.length);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + id.length() + group.length() + state.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(LAYOUT);
            out.writeUTF(id);
            out.writeLong(fingerprint);
            out.writeUTF(group);
            out.writeLong(requestMillis);
            out.writeBoolean(fromRollups);
            out.writeInt(state.length);
            out.write(state);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException where the bytes are not of this layout */
    public static Relearnt parse(byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            in.skipNBytes(LAYOUT.length);
            Relearnt read = new Relearnt(
                    in.readUTF(), in.readLong(), in.readUTF(), in.readLong(), in.readBoolean(), new byte[length(in)]);
            in.readFully(read.state);
            return read;
        } catch (IOException e) {
            throw new IllegalArgumentException("a model that was learnt again cannot be read: " + e.getMessage(), e);
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("it says that it has " + length + " bytes (expected at most " + in.available() + ")");
        }
        return length;
    }
}
