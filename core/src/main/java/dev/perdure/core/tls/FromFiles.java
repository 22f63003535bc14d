package dev.perdure.core.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What is read from files, and read again once they have changed. Looks at them once a second at most. Thread-safe. */
final class FromFiles<T> {

    private static final System.Logger LOG = System.getLogger(FromFiles.class.getName());
    private static final long LOOK_EVERY_NANOS = 1_000_000_000;

    private final List<Path> files;
    private final Supplier<T> read;
    private final LongSupplier nanoClock;
    private final ReentrantLock looking = new ReentrantLock();

    @GuardedBy("looking")
    private List<Object> stamps;

    private volatile long lookedNanos;
    private volatile T value;

    /** @throws TlsFileException as {@code read} does */
    FromFiles(List<Path> files, Supplier<T> read, LongSupplier nanoClock) {
        this.files = files;
        this.read = read;
        this.nanoClock = nanoClock;
        this.lookedNanos = nanoClock.getAsLong();
        this.stamps = stamps(files);
        this.value = read.get();
    }

    T current() {
        if (nanoClock.getAsLong() - lookedNanos >= LOOK_EVERY_NANOS && looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return value;
    }

    @GuardedBy("looking")
    private void look() {
        lookedNanos = nanoClock.getAsLong();
        List<Object> now = stamps(files);
        if (now.equals(stamps)) {
            return;
        }
        stamps = now;
        try {
            value = read.get();
            LOG.log(Level.INFO, "Read again, as it has changed: {0}.", files);
        } catch (TlsFileException e) {
            LOG.log(Level.WARNING, "What was read before stays in use: {0}", e.getMessage());
        }
    }

    private static List<Object> stamps(List<Path> files) {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(List.of(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            } catch (IOException e) {
                stamps.add("unreadable");
            }
        }
        return stamps;
    }
}
