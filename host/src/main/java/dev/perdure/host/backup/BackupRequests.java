package dev.perdure.host.backup;

import dev.perdure.engine.storage.StorageException;
import dev.perdure.host.UserErrorException;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How another process asks for a copy of an open store: by a file in its folder. Whoever may write there owns the store
 * anyway, so this needs no key and no port, and works for an embedded hub as for a host.
 *
 * <p>A request is {@code backup-ID.request} with the path of the target; taken, it is {@code backup-ID.taken}; the answer
 * is {@code backup-ID.answer}, which begins with {@code ok} or says what is wrong.
 *
 * <p>Thread-safe.
 */
public final class BackupRequests implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackupRequests.class);
    private static final String PREFIX = "backup-";
    private static final String REQUEST = ".request";
    private static final String TAKEN = ".taken";
    private static final String ANSWER = ".answer";
    private static final String NEW = ".new";
    private static final String OK = "ok";
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration READ_WITHIN = Duration.ofMinutes(1);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

    private final Path data;
    private final RocksStorage storage;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perdure-backup");
        thread.setDaemon(true);
        return thread;
    });

    private BackupRequests(Path data, RocksStorage storage) {
        this.data = data;
        this.storage = storage;
    }

    /** Answers requests in {@code data} by copies of {@code storage}, until it is closed. */
    public static BackupRequests answer(Path data, RocksStorage storage) {
        BackupRequests requests = new BackupRequests(data, storage);
        requests.removeLeftovers();
        var unused = requests.looks.scheduleWithFixedDelay(
                requests::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return requests;
    }

    /** Waits for a copy that is being made. Idempotent. */
    @Override
    public void close() {
        looks.close();
    }

    /** What was asked of a process that is gone has been answered to nobody. */
    private void removeLeftovers() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                data, PREFIX + "*{" + REQUEST + "," + TAKEN + "," + ANSWER + "," + NEW + "}")) {
            for (Path file : files) {
                if (!file.toString().endsWith(ANSWER) || isOld(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old requests for backups in {} cannot be removed ({}).", data, e.toString());
        }
    }

    /** A young answer may not be read yet. */
    private static boolean isOld(Path answer) throws IOException {
        return Files.getLastModifiedTime(answer)
                .toInstant()
                .isBefore(Instant.now().minus(READ_WITHIN));
    }

    private void look() {
        try (DirectoryStream<Path> requests = Files.newDirectoryStream(data, PREFIX + "*" + REQUEST)) {
            for (Path request : requests) {
                answer(request);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("A request for a backup in {} cannot be answered ({}).", data, e.toString());
        }
    }

    private void answer(Path request) throws IOException {
        Path taken = withSuffix(request, TAKEN);
        Files.move(request, taken, StandardCopyOption.ATOMIC_MOVE);
        try {
            write(withSuffix(request, ANSWER), copy(taken));
        } finally {
            // Also where the answer could not be written: who asked must not wait for it.
            Files.deleteIfExists(taken);
        }
    }

    /** Makes the copy and returns the answer. Nothing that goes wrong ends the looking for requests. */
    private String copy(Path taken) {
        try {
            Path target = Path.of(Files.readString(taken).strip());
            storage.copyTo(target);
            LOG.info("The store was copied to {}.", target);
            return OK;
        } catch (StorageException | InvalidPathException e) {
            return String.valueOf(e.getMessage());
        } catch (Throwable e) {
            LOG.error("The copy for {} has failed.", taken, e);
            return "The copy failed (" + e + "); the log of the process that has the store open tells more.";
        }
    }

    /**
     * Asks the process that has the store in {@code data} open for a copy, and waits for it.
     *
     * @throws UserErrorException if it refuses, or does not take the request
     */
    static void ask(Path data, Path target) throws InterruptedException {
        Path request = data.resolve(PREFIX + UUID.randomUUID() + REQUEST);
        Path answer = withSuffix(request, ANSWER);
        try {
            write(request, target.toAbsolutePath().toString());
            long taken = System.nanoTime() + TAKEN_WITHIN.toNanos();
            while (!Files.exists(answer)) {
                if ((Files.exists(request) && System.nanoTime() - taken > 0) || !RocksStorage.isInUse(data)) {
                    Files.deleteIfExists(request);
                    throw new UserErrorException("The process that has the store in " + data
                            + " open does not answer: stop it, and make the backup again.");
                }
                if (isForgotten(request)) {
                    throw new UserErrorException("The process that has the store in " + data
                            + " open has dropped the request: it was restarted, or could not answer (its log tells"
                            + " more). Make the backup again, under another name if there is one.");
                }
                Thread.sleep(LOOK_EVERY.toMillis() / 5);
            }
            String text = Files.readString(answer);
            Files.deleteIfExists(answer);
            if (!text.equals(OK)) {
                throw new UserErrorException(text);
            }
        } catch (IOException e) {
            throw new UserErrorException(
                    "The folder " + data + " cannot be used (" + e + "): run this as the user whose host has it open.",
                    e);
        }
    }

    /** Neither asked any more, nor taken, nor answered; looked at in this order, as it goes from one to the next. */
    private static boolean isForgotten(Path request) {
        return !Files.exists(request)
                && !Files.exists(withSuffix(request, TAKEN))
                && !Files.exists(withSuffix(request, ANSWER));
    }

    /** Whole or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path temporary = withSuffix(file, NEW);
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path withSuffix(Path file, String suffix) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + suffix);
    }
}
