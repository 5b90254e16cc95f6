package io.tidemark.detectors.store.checkpoint;

import io.tidemark.detectors.store.Contents;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of records that is only appended to, and the positions in a changelog that its parts stand for.
 *
 * <p>Frames, each {@code length (4 bytes) CRC-32C of what follows (4 bytes) kind (1 byte) content}: first one that names the changelog, then
 * records ({@code key length, key, value length or -1, value}, lengths of 4 bytes), and behind the records of each checkpoint one with the offset
 * and the time. What follows the last of these is of a process that did not live to end it, and is cut off.
 *
 * <p>Nothing is forced to the disk: a process that is killed leaves its writes to the operating system. After a loss of power a frame may be
 * wrong; its checksum tells.
 */
final class CheckpointFile implements Closeable {
    private static final int FRAME_HEADER = 9;
    /** Frames of less than half a region of G1's smallest: a larger array would get regions of its own. */
    private static final int FRAME_BYTES = 256 * 1024;

    private static final byte CHANGELOG = 1;
    private static final byte RECORDS = 2;
    private static final byte END = 3;

    private final FileChannel channel;
    private Path path;
    private ByteBuffer frame;
    private long written;
    private long offset;
    private long fullBytes;

    private CheckpointFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * The file that is there, ready to be read or appended to.
     *
     * @param changelog what the file must be of, such as the topic's id
     * @param notBefore what ends earlier is not used
     * @return empty where there is none, or it cannot be used; the file is gone then
     */
    static Optional<CheckpointFile> open(Path path, String changelog, Instant notBefore) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        CheckpointFile file = new CheckpointFile(path, channel);
        if (file.findEnd(changelog, notBefore.toEpochMilli())) {
            channel.truncate(file.written);
            return Optional.of(file);
        }
        file.close();
        Files.delete(path);
        return Optional.empty();
    }

    static CheckpointFile create(Path path, String changelog) throws IOException {
        CheckpointFile file = new CheckpointFile(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
        byte[] name = changelog.getBytes(StandardCharsets.UTF_8);
        file.begin(CHANGELOG, name.length).put(name);
        file.writeFrame();
        return file;
    }

    /** Offset of the last record of the changelog that this stands for. */
    long offset() {
        return offset;
    }

    long bytes() {
        return written + (frame == null ? 0 : frame.position());
    }

    /** Bytes up to the first end: all there was when the file was begun. */
    long fullBytes() {
        return fullBytes;
    }

    /**
     * Fills a store with every record, in the order of writing.
     *
     * @throws IOException also where a checksum is wrong
     */
    void read(Contents into) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(FRAME_HEADER);
        ByteBuffer content = ByteBuffer.allocate(FRAME_BYTES);
        long at = 0;
        while (at < written) {
            readFully(header.clear(), at);
            int length = header.getInt(0);
            if (content.capacity() < length) {
                content = ByteBuffer.allocate(length);
            }
            content.clear().limit(length);
            readFully(content, at + 8);
            if (checksum(content) != header.getInt(4)) {
                throw new IOException(path + " is damaged in the frame at byte " + at);
            }
            if (content.get() == RECORDS) {
                readRecords(content, into);
            }
            at += 8 + length;
        }
    }

    private static void readRecords(ByteBuffer content, Contents into) {
        byte[] bytes = content.array();
        while (content.hasRemaining()) {
            int keyLength = content.getInt();
            int keyFrom = content.position();
            int valueLength = content.position(keyFrom + keyLength).getInt();
            int valueFrom = content.position();
            into.restore(bytes, keyFrom, keyLength, valueLength < 0 ? null : bytes, valueFrom, valueLength);
            content.position(valueFrom + Math.max(0, valueLength));
        }
    }

    /** Appends one record; a null value deletes. */
    void write(byte[] key, byte[] value) throws IOException {
        int length = 8 + key.length + (value == null ? 0 : value.length);
        if (frame != null && frame.remaining() < length) {
            writeFrame();
        }
        if (frame == null) {
            begin(RECORDS, Math.max(length, FRAME_BYTES - FRAME_HEADER));
        }
        frame.putInt(key.length).put(key).putInt(value == null ? -1 : value.length);
        if (value != null) {
            frame.put(value);
        }
    }

    /** What was written so far is the state as of this offset. */
    void end(long newOffset, Instant now) throws IOException {
        writeFrame();
        begin(END, 2 * Long.BYTES).putLong(newOffset).putLong(now.toEpochMilli());
        writeFrame();
        offset = newOffset;
        if (fullBytes == 0) {
            fullBytes = written;
        }
    }

    /** Takes another file's place at once. */
    void moveTo(Path place) throws IOException {
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        path = place;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean findEnd(String changelog, long notBefore) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(FRAME_HEADER);
        long size = channel.size();
        long at = 0;
        while (at + FRAME_HEADER <= size) {
            readFully(header.clear(), at);
            int length = header.getInt(0);
            byte kind = header.get(8);
            if (length < 1 || at + 8 + length > size) {
                break;
            }
            if (kind != RECORDS) {
                ByteBuffer content = ByteBuffer.allocate(length);
                readFully(content, at + 8);
                if (checksum(content) != header.getInt(4)) {
                    break;
                }
                content.get();
                if (kind == CHANGELOG
                        && !StandardCharsets.UTF_8.decode(content).toString().equals(changelog)) {
                    return false;
                }
                if (kind == END) {
                    offset = content.getLong();
                    written = content.getLong() >= notBefore ? at + 8 + length : 0;
                    fullBytes = fullBytes == 0 ? at + 8 + length : fullBytes;
                }
            }
            at += 8 + length;
        }
        return written > 0;
    }

    private ByteBuffer begin(byte kind, int bytes) {
        frame = ByteBuffer.allocate(FRAME_HEADER + bytes);
        return frame.position(8).put(kind);
    }

    private void writeFrame() throws IOException {
        if (frame == null) {
            return;
        }
        frame.flip();
        int length = frame.limit() - 8;
        frame.putInt(0, length);
        frame.putInt(4, checksum(frame.duplicate().position(8)));
        for (long at = written; frame.hasRemaining(); ) {
            at += channel.write(frame, at);
        }
        written += 8 + length;
        frame = null;
    }

    private void readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException(path + " ends at byte " + at);
            }
            at += read;
        }
        into.flip();
    }

    private static int checksum(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
