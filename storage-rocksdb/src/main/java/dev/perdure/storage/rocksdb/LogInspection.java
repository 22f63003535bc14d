package dev.perdure.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads a write-ahead log or a manifest of RocksDB to tell a torn tail from damage in the middle. RocksDB itself
 * cannot: it takes a record whose length field is damaged, or whose header is zeroed, for the end of the file, silently
 * drops the acknowledged writes behind it, and on some manifests never returns.
 *
 * <p>Both are a sequence of blocks of 32 KiB; a block a sequence of records that do not cross its end, then less than
 * seven bytes of padding. A record: masked CRC-32C (4, little-endian) of type and content, length of the content (2,
 * little-endian), type (1), content. A write is one record of type 1, or one of type 2, some of type 3 and one of type
 * 4. Other types hold no writes.
 *
 * <p>The cost is one read of the file, memory for one block.
 */
final class LogInspection {

    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int WHOLE_WRITE = 1;
    private static final int FIRST_OF_WRITE = 2;
    private static final int MIDDLE_OF_WRITE = 3;

    /** Types of records in recycled logs, which these stores do not have. */
    private static final Set<Integer> RECYCLED = Set.of(5, 6, 7, 8, 11, 131);

    private final Path file;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    /** Where the first unreadable record begins; -1: none yet. */
    private long badAt = -1;

    /** Whether the first unreadable record begins like one that goes on behind the end of the file. */
    private boolean cutOff;

    /** Whether there are only zeros from the first unreadable record on. */
    private boolean onlyZeros = true;

    /** Where the last whole write before that ends. */
    private long wholeUpTo;

    /** Whether the last record before that belongs to a write of which more must follow. */
    private boolean moreMustFollow;

    private LogInspection(Path file) {
        this.file = file;
    }

    static LogFinding inspect(Path file) throws IOException {
        return new LogInspection(file).inspect();
    }

    private LogFinding inspect() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long start = 0; start < size; start += BLOCK) {
                fillBlock(channel, start);
                long nextWrite = readBlock(start);
                if (nextWrite >= 0) {
                    return new LogFinding.DamagedInTheMiddle(file, badAt, nextWrite);
                }
            }
            if (badAt >= 0 && !cutOff && !onlyZeros) {
                return new LogFinding.DamagedTail(file, wholeUpTo);
            }
            return badAt >= 0 || moreMustFollow
                    ? new LogFinding.TornTail(file, wholeUpTo, size)
                    : new LogFinding.Whole();
        }
    }

    private void fillBlock(FileChannel channel, long start) throws IOException {
        block.clear();
        int read = 0;
        while (read >= 0 && block.hasRemaining()) {
            read = channel.read(block, start + block.position());
        }
        block.flip();
    }

    /**
     * Goes from record to record; from the first unreadable one on, byte by byte until a record is readable again.
     *
     * @return where a write begins after something unreadable, or -1
     */
    private long readBlock(long start) {
        int at = 0;
        while (block.limit() - at >= HEADER) {
            int content = contentLength(at);
            if (content < 0) {
                markBad(start, at);
                at++;
            } else if (badAt >= 0 && beginsWrite(at)) {
                return start + at;
            } else {
                at += HEADER + content;
                if (badAt < 0) {
                    markGood(block.get(at - content - 1), start + at);
                }
            }
        }
        if (at < block.limit() && block.limit() < BLOCK) {
            markBad(start, at);
        }
        return -1;
    }

    private void markBad(long start, int at) {
        if (badAt < 0) {
            badAt = start + at;
            cutOff = isCutOff(at);
        }
        for (int i = at; onlyZeros && i < block.limit(); i++) {
            onlyZeros = block.get(i) == 0;
        }
    }

    /** Whether the record at {@code at} is the beginning of a good one, as far as can be seen, that lacks its end. */
    private boolean isCutOff(int at) {
        boolean lastBlock = block.limit() < BLOCK;
        if (!lastBlock || block.limit() - at < HEADER) {
            return lastBlock;
        }
        return contentLengthStated(at) > block.limit() - at - HEADER
                && !RECYCLED.contains(Byte.toUnsignedInt(block.get(at + 6)));
    }

    private void markGood(int type, long end) {
        moreMustFollow = type == FIRST_OF_WRITE || type == MIDDLE_OF_WRITE;
        if (!moreMustFollow) {
            wholeUpTo = end;
        }
    }

    private boolean beginsWrite(int at) {
        int type = block.get(at + 6);
        return type == WHOLE_WRITE || type == FIRST_OF_WRITE;
    }

    /** The length of the content of the record at {@code at}, or -1 if there is no readable record. */
    private int contentLength(int at) {
        int length = contentLengthStated(at);
        if (block.get(at + 6) == 0 || at + HEADER + length > block.limit()) {
            return -1;
        }
        checksum.reset();
        checksum.update(block.array(), at + 6, 1 + length);
        return block.getInt(at) == masked((int) checksum.getValue()) ? length : -1;
    }

    private int contentLengthStated(int at) {
        return Short.toUnsignedInt(block.getShort(at + 4));
    }

    /** Checksums are stored rotated and shifted, so that a checksum of data with checksums in it stays good. */
    private static int masked(int crc) {
        return Integer.rotateRight(crc, 15) + 0xa282ead8;
    }
}
