package io.tidemark.ingest.backlog;

/**
 * How much may wait.
 *
 * @param memoryBytesMax of entries that are on no disk
 * @param diskBytesMax of all files
 * @param diskFreeBytesMin free space below which no new file is begun
 * @param segmentBytes size at which a segment is closed: the unit of reading and of dropping
 */
public record BacklogLimits(long memoryBytesMax, long diskBytesMax, long diskFreeBytesMin, int segmentBytes) {

    private static final long MEBIBYTE = 1024L * 1024;

    /** 16 MiB in memory, 512 MiB on disk, 256 MiB of the disk left alone, 4 MiB a segment. */
    public static final BacklogLimits DEFAULTS =
            new BacklogLimits(16 * MEBIBYTE, 512 * MEBIBYTE, 256 * MEBIBYTE, (int) (4 * MEBIBYTE));

    public BacklogLimits {
        if (segmentBytes < 64 || memoryBytesMax < segmentBytes || diskBytesMax < segmentBytes || diskFreeBytesMin < 0) {
            throw new IllegalArgumentException("the queue's limits are " + memoryBytesMax + " bytes of memory, "
                    + diskBytesMax + " bytes of disk, " + diskFreeBytesMin + " bytes left free and " + segmentBytes
                    + " bytes a segment (expected a segment of at least 64 bytes, and room for one). [bad-limits]");
        }
    }
}
