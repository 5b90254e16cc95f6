package io.tidemark.ingest.remotewrite;

import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/**
 * Snappy's block format: the size, then the data. The size that a block claims is looked at before anything is
 * allocated, and the
 * block is walked before it is inflated. Source: google/snappy, format_description.txt.
 */
final class SnappyBlock {

    /** What begins a stream of frames, which is not a block: a chunk of type ff, six bytes long. */
    private static final byte[] FRAMES = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

    private SnappyBlock() {}

    /** @param inflatedBytesMax bytes once inflated */
    static Verdict<byte[]> inflate(byte[] block, int inflatedBytesMax) {
        if (block.length == 0) {
            return refused("expected one snappy block, found nothing");
        }
        if (startsWithFrames(block)) {
            return refused("expected one snappy block, found snappy's frames");
        }
        long claimed = claimedSize(block);
        if (claimed < 0) {
            return refused("expected one snappy block, found no size");
        }
        if (claimed > inflatedBytesMax) {
            return Verdict.refused(new Refusal(
                    Reason.INFLATED_TOO_LARGE,
                    "body",
                    Long.toString(claimed),
                    "expected at most " + inflatedBytesMax + " bytes once inflated",
                    "lower max_samples_per_send of the sender"));
        }
        try {
            if (!Snappy.isValidCompressedBuffer(block)) {
                return refused("expected one whole snappy block");
            }
            byte[] inflated = new byte[(int) claimed];
            int size = Snappy.uncompress(block, 0, block.length, inflated, 0);
            return size == claimed ? Verdict.admitted(inflated) : refused("expected one whole snappy block");
        } catch (IOException e) {
            return refused("expected one whole snappy block");
        }
    }

    /** The size in front of a block, a varint of at most five bytes; -1 where there is none. */
    private static long claimedSize(byte[] block) {
        long size = 0;
        for (int i = 0; i < 5 && i < block.length; i++) {
            size |= (long) (block[i] & 0x7f) << 7 * i;
            if (block[i] >= 0) {
                return size;
            }
        }
        return -1;
    }

    private static boolean startsWithFrames(byte[] block) {
        for (int i = 0; i < FRAMES.length; i++) {
            if (i >= block.length || block[i] != FRAMES[i]) {
                return false;
            }
        }
        return true;
    }

    private static Verdict<byte[]> refused(String expected) {
        return Verdict.refused(new Refusal(Reason.WRONG_COMPRESSION, "body", "", expected));
    }
}
