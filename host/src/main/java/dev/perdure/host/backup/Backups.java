package dev.perdure.host.backup;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.host.UserErrorException;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Makes copies of stores and puts them back. Stateless. */
public final class Backups {

    private static final String FORMAT_FILE = "FORMAT";

    private Backups() {}

    /**
     * What a copy holds.
     *
     * @param entries keys in all families, each read with its checksum
     * @param bytes of keys and values
     * @param digest the SHA-256 of all of them in hexadecimal: equal for equal contents, however they lie on disk
     */
    public record Contents(long entries, long bytes, String digest) {

        @Override
        public String toString() {
            return entries + " entries, " + bytes + " bytes, sha-256 " + digest;
        }
    }

    /**
     * Copies the store in {@code data} to {@code target}, whether or not a process has it open, and reads the copy from
     * end to end.
     *
     * @throws UserErrorException if that is not possible; the message says what to do
     */
    public static Contents backup(Path data, Path target) throws InterruptedException {
        requireStore(data);
        if (Files.exists(target)) {
            throw new UserErrorException("There is a " + target + " already: name a folder that does not exist.");
        }
        try {
            Files.createDirectories(target.toAbsolutePath().resolveSibling(".").normalize());
            if (RocksStorage.isInUse(data)) {
                BackupRequests.ask(data, target);
            } else {
                try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults())) {
                    storage.copyTo(target.toAbsolutePath());
                }
            }
            return readThrough(target);
        } catch (StorageException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UserErrorException("The folder of " + target + " cannot be made (" + e + ").", e);
        }
    }

    /**
     * Copies a backup into {@code data}, which is empty or not there, and reads it from end to end. The backup stays as it
     * is and can be used again.
     *
     * @throws UserErrorException if that is not possible; the message says what to do
     */
    public static Contents restore(Path backup, Path data) {
        requireStore(backup);
        try {
            if (Files.exists(data) && !isEmpty(data)) {
                throw new UserErrorException("The folder " + data
                        + " is not empty: a backup is restored into a new folder only, so that nothing is lost.");
            }
            if (RocksStorage.isInUse(backup)) {
                throw new UserErrorException(
                        "The store in " + backup + " is in use: make a backup of it, and restore that.");
            }
            Path whole = data.toAbsolutePath();
            Files.createDirectories(whole.resolveSibling(".").normalize());
            Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
            if (Files.exists(partial)) {
                throw new UserErrorException(
                        "There is a " + partial + ", left by a restore that was cut short: remove it.");
            }
            DurableCopy copy = new DurableCopy();
            copy.tree(backup, partial);
            Files.deleteIfExists(whole);
            copy.move(partial, whole);
            return readThrough(whole);
        } catch (StorageException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UserErrorException("The backup could not be copied (" + e + "): check permissions and room.", e);
        }
    }

    static Contents readThrough(Path store) {
        MessageDigest digest = sha256();
        AtomicLong entries = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        byte[] end = new byte[16];
        Arrays.fill(end, (byte) 0xff);
        try (RocksStorage storage = RocksStorage.open(store, RocksOptions.defaults())) {
            for (Family family : Family.values()) {
                storage.scan(family, new byte[0], end, (key, value) -> {
                    entries.incrementAndGet();
                    bytes.addAndGet(key.length + value.length);
                    digest.update(ByteBuffer.allocate(3 * Integer.BYTES)
                            .putInt(family.number())
                            .putInt(key.length)
                            .putInt(value.length)
                            .flip());
                    digest.update(key);
                    digest.update(value);
                    return true;
                });
            }
        }
        return new Contents(entries.get(), bytes.get(), HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    static void requireStore(Path folder) {
        if (!Files.isRegularFile(folder.resolve(FORMAT_FILE))) {
            throw new UserErrorException("There is no store of Perdure in " + folder + ".");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }
}
