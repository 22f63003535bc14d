package dev.perdure.host.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much room the disk of the store has, looked at once a second. Below a minimum it is <em>low</em>: the doors then
 * refuse what makes the store grow, before a write fails and stops the host. When there is room again, they take it again.
 *
 * <p>Thread-safe.
 */
public final class DiskRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final long MEBIBYTE = 1024L * 1024;

    private final Path folder;
    private final long bytesMin;
    private final LongSupplier freeNow;
    private final List<Runnable> whenLow = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService samples;
    private volatile long freeBytes;
    private volatile boolean low;

    private DiskRoom(Path folder, long bytesMin, LongSupplier freeNow, ScheduledExecutorService samples) {
        this.folder = folder;
        this.bytesMin = bytesMin;
        this.freeNow = freeNow;
        this.samples = samples;
    }

    /**
     * Watches the disk that {@code folder} is on.
     *
     * @param bytesMin below so many free bytes the disk is low; 0: it never is
     * @throws UncheckedIOException if the disk cannot be found
     */
    public static DiskRoom watch(Path folder, long bytesMin) {
        try {
            FileStore disk = Files.getFileStore(folder);
            DiskRoom room = of(folder, bytesMin, () -> free(disk));
            var unused = room.samples.scheduleWithFixedDelay(
                    room::sample, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return room;
        } catch (IOException e) {
            throw new UncheckedIOException("The disk of the folder " + folder + " cannot be found.", e);
        }
    }

    /** A disk that is always roomy enough. */
    public static DiskRoom unlimited() {
        return of(Path.of(""), 0, () -> Long.MAX_VALUE);
    }

    /** A disk that is looked at once now, and then only by {@link #sample}. */
    static DiskRoom of(Path folder, long bytesMin, LongSupplier freeNow) {
        ScheduledExecutorService samples = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "perdure-disk-room");
            thread.setDaemon(true);
            return thread;
        });
        DiskRoom room = new DiskRoom(folder, bytesMin, freeNow, samples);
        room.sample();
        return room;
    }

    private static long free(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at the disk. A disk that cannot be asked is taken to be as it was. */
    void sample() {
        try {
            freeBytes = freeNow.getAsLong();
        } catch (RuntimeException e) {
            LOG.warn("The free space of the disk of {} cannot be read ({}).", folder, e.toString());
            return;
        }
        boolean was = low;
        low = freeBytes < bytesMin;
        if (low && !was) {
            LOG.warn("{}", sentence());
            whenLow.forEach(DiskRoom::run);
        } else if (was && !low) {
            LOG.info("The disk of {} has {} MiB free: everything is taken again.", folder, freeBytes / MEBIBYTE);
        }
    }

    /** A fault of one action keeps neither the others nor the next look from being run. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("What is done about a disk that gets low has failed.", e);
        }
    }

    /** Runs {@code action} on each change to low. It must be quick. */
    public void whenLow(Runnable action) {
        whenLow.add(action);
    }

    /** Why nothing that makes the store grow is taken at the moment; empty if it is taken. */
    public Optional<String> refusal() {
        return low ? Optional.of(sentence()) : Optional.empty();
    }

    /** The free bytes when it was last looked. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Whether the disk is low. */
    public boolean isLow() {
        return low;
    }

    private String sentence() {
        return "The disk of the host is nearly full: " + freeBytes / MEBIBYTE + " MiB are free, and below "
                + bytesMin / MEBIBYTE
                + " MiB (--disk-free-min) nothing new is taken. Reading, terminating and purging go"
                + " on; make room on the disk, and the host takes everything again by itself.";
    }

    /** Looks no more. Idempotent. */
    @Override
    public void close() {
        samples.shutdownNow();
    }
}
