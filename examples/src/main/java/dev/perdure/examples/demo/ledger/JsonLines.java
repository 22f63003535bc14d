package dev.perdure.examples.demo.ledger;

import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file with one JSON object a line, open for appending.
 *
 * <p>A line is appended by a single write to a file opened for appending, so lines of several threads and processes
 * never mix, and a line whose {@link #append} has returned survives the death of the process (not of the machine: it
 * is not forced to the disk).
 *
 * <p>Thread-safe.
 *
 * @param <T> the type of a line
 */
public final class JsonLines<T> implements AutoCloseable {

    /** The greatest size of a file that is read, in bytes. */
    public static final long BYTES_MAX = 1L << 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final FileChannel channel;

    private JsonLines(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens {@code file} for appending, making it if it is not there. */
    public static <T> JsonLines<T> append(Path file) {
        try {
            return new JsonLines<>(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written.", e);
        }
    }

    /** Appends one line. */
    public void append(T line) {
        String text = DataConverter.jackson().serialize(line) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        lock.lock();
        try {
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                throw new IOException("only a part of the line was written");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A line could not be appended: is the disk full?", e);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the file. Idempotent. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All lines of {@code file}. A last line without its line end was being written when its writer died, and is left
     * out; any other line must be whole.
     *
     * @throws DamagedFileException if a line is not of this type, or the file cannot be read
     */
    public static <T> List<T> read(Path file, Class<T> type) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new DamagedFileException(file, "it is larger than " + BYTES_MAX + " bytes");
            }
            return parse(file, Files.readString(file), type);
        } catch (NoSuchFileException e) {
            throw new DamagedFileException(file, "it does not exist");
        } catch (IOException e) {
            throw new DamagedFileException(file, "it cannot be read (" + e.getMessage() + ")");
        }
    }

    private static <T> List<T> parse(Path file, String text, Class<T> type) {
        List<T> lines = new ArrayList<>();
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            try {
                lines.add(type.cast(DataConverter.jackson().deserialize(text.substring(begin, end), type)));
            } catch (DataConversionException e) {
                throw new DamagedFileException(file, "line " + (lines.size() + 1) + " is damaged: " + e.getMessage());
            }
            if (lines.getLast() == null) {
                throw new DamagedFileException(file, "line " + lines.size() + " is empty");
            }
            begin = end + 1;
        }
        return lines;
    }
}
