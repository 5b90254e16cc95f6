package io.tidemark.detectors.baseline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model that was learnt again, on its way into the log: where the record lies in its partition is where the group goes on
 * with it, in every run. Private to this service; the first four bytes name the layout. A record has many: a million new series ask for
 * a million models, and most answers say in some bytes that there is none.
 *
 * @param id of the detector
 * @param fingerprint of what is learnt
 * @param requestMillis the request that it answers
 * @param fromRollups whether rollups from before the group's first row are in it
 * @param state the model's block; empty where nothing of the group was kept: nobody need wait for it any longer
 */
public record Relearnt(
        String id, long fingerprint, String group, long requestMillis, boolean fromRollups, byte[] state) {
    private static final byte[] MARK = {'T', 'M', 'R'};

    /** One, up to the end of the record, as earlier builds wrote it. */
    private static final int ONE = 1;
    /** Any number, one after the other. */
    private static final int MANY = 2;

    /** What one takes beside its names and its state. */
    private static final int FIELDS_BYTES = 25;

    /** Whether nothing was kept that it could have been learnt from. */
    public boolean isEmpty() {
        return state.length == 0;
    }

    /** How much it weighs in a record; names beyond ASCII weigh more. */
    public int bytes() {
        return FIELDS_BYTES + id.length() + group.length() + state.length;
    }

    /** Whether the bytes of a record are such models. */
    public static boolean isIn(byte[] record) {
        return record != null
                && record.length > MARK.length
                && Arrays.equals(record, 0, MARK.length, MARK, 0, MARK.length)
                && (record[MARK.length] == ONE || record[MARK.length] == MANY);
    }

    /** Records with these in their order, each of at most so many bytes unless one model alone has more. */
    public static List<byte[]> toRecords(List<Relearnt> answers, int bytesMax) {
        List<byte[]> records = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < answers.size(); i++) {
            int more = answers.get(i).bytes();
            if (i > from && bytes + more > bytesMax) {
                records.add(toBytes(answers.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        if (from < answers.size()) {
            records.add(toBytes(answers.subList(from, answers.size())));
        }
        return records;
    }

    private static byte[] toBytes(List<Relearnt> answers) {
        int size = answers.stream().mapToInt(Relearnt::bytes).sum();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(MARK.length + 1 + size);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MARK);
            out.writeByte(MANY);
            for (Relearnt answer : answers) {
                answer.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeUTF(id);
        out.writeLong(fingerprint);
        out.writeUTF(group);
        out.writeLong(requestMillis);
        out.writeBoolean(fromRollups);
        out.writeInt(state.length);
        out.write(state);
    }

    /** What a record has. @throws IllegalArgumentException where the bytes are not of this layout, whatever came before the fault */
    public static List<Relearnt> parse(byte[] record) {
        List<Relearnt> answers = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            in.skipNBytes(MARK.length + 1);
            do {
                answers.add(read(in));
            } while (in.available() > 0);
            return answers;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "model " + (answers.size() + 1) + " that was learnt again cannot be read: " + e.getMessage(), e);
        }
    }

    private static Relearnt read(DataInputStream in) throws IOException {
        Relearnt read = new Relearnt(
                in.readUTF(), in.readLong(), in.readUTF(), in.readLong(), in.readBoolean(), new byte[length(in)]);
        in.readFully(read.state);
        return read;
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("it says that it has " + length + " bytes (expected at most " + in.available() + ")");
        }
        return length;
    }
}
