package dev.perdure.engine.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The logical content of a store as text, independent of how the store lays it out on disk: two stores hold the same
 * entries exactly if their dumps are equal.
 *
 * <p>One line per entry, {@code family/key/value}: the family's number in two digits, key and value in lower-case
 * hexadecimal, ended by a line feed. Lines are in order of family number, then of key. Example: {@code
 * 02/0000613100/0a0141}.
 *
 * <p>Each family is read as of one moment, the families one after the other: stop the writer first if the dump shall
 * be of one moment as a whole. The cost is a full read of the store; memory for one entry at a time.
 */
public final class StorageDump {

    /** Behind every key: keys begin with a partition number, which is at most 1,024. */
    private static final byte[] END = end();

    private StorageDump() {}

    /**
     * Writes the dump to {@code out}, which is neither flushed nor closed.
     *
     * @throws IOException if {@code out} throws it
     * @throws StorageException if the store cannot be read
     */
    public static void write(Storage storage, Appendable out) throws IOException {
        try {
            for (Family family : Family.values()) {
                storage.scan(family, new byte[0], END, (key, value) -> {
                    append(out, line(family, key, value));
                    return true;
                });
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * The SHA-256 of the dump in lower-case hexadecimal: what {@code sha256sum} says of the file that {@link #write}
     * makes in ASCII.
     *
     * @throws StorageException if the store cannot be read
     */
    public static String digest(Storage storage) {
        MessageDigest digest = sha256();
        for (Family family : Family.values()) {
            storage.scan(family, new byte[0], END, (key, value) -> {
                digest.update(line(family, key, value).getBytes(StandardCharsets.US_ASCII));
                return true;
            });
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String line(Family family, byte[] key, byte[] value) {
        HexFormat hex = HexFormat.of();
        int number = family.number();
        return (number < 10 ? "0" : "") + number + "/" + hex.formatHex(key) + "/" + hex.formatHex(value) + "\n";
    }

    private static void append(Appendable out, String line) {
        try {
            out.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static byte[] end() {
        byte[] end = new byte[16];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }
}
