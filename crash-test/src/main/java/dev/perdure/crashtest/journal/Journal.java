package dev.perdure.crashtest.journal;

import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A file with one JSON object a line, open for appending by one process.
 *
 * <p>A line is appended by one write, so a line whose {@link #append} has returned survives the death of the process
 * (not of the machine: it is not forced to the disk).
 *
 * <p>Thread-safe.
 *
 * @param <T> the type of a line
 */
public final class Journal<T> implements AutoCloseable {

    private static final String SUFFIX = ".jsonl";

    private final ReentrantLock lock = new ReentrantLock();
    private final FileChannel channel;

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens a journal for appending, making it if it is not there. */
    public static <T> Journal<T> append(Path file) {
        try {
            return new Journal<>(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException("The journal " + file + " cannot be written.", e);
        }
    }

    /** The journal of this name in a folder. */
    public static Path file(Path folder, String name) {
        return folder.resolve(name + SUFFIX);
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
     * All lines of the journals in {@code folder} whose names begin with {@code prefix}. The last line of a journal, if it
     * has no line end, was being written when its writer died, and is left out.
     *
     * @throws IllegalStateException if another line is damaged; the message names file and line
     */
    public static <T> List<T> read(Path folder, String prefix, Class<T> type) {
        List<T> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> wanted = files.filter(
                            file -> file.getFileName().toString().startsWith(prefix)
                                    && file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            for (Path file : wanted) {
                parse(file, type, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static <T> void parse(Path file, Class<T> type, List<T> lines) throws IOException {
        String text = Files.readString(file);
        int begin = 0;
        int number = 1;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            Object line;
            try {
                line = DataConverter.jackson().deserialize(text.substring(begin, end), type);
            } catch (DataConversionException e) {
                throw new IllegalStateException("Line " + number + " of " + file + " is damaged: " + e.getMessage(), e);
            }
            if (line == null) {
                throw new IllegalStateException("Line " + number + " of " + file + " is empty.");
            }
            lines.add(type.cast(line));
            begin = end + 1;
            number++;
        }
    }
}
