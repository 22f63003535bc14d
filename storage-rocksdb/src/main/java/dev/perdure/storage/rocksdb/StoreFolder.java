package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a store, checked and locked: what is known about it before RocksDB touches it. A folder that is refused
 * is left as it was found.
 */
final class StoreFolder implements AutoCloseable {

    static final int FORMAT_VERSION = 1;
    static final String FORMAT_FILE = "FORMAT";

    private static final String FORMAT_FILE_IN_THE_MAKING = "FORMAT.new";
    private static final String CURRENT_FILE = "CURRENT";
    private static final Pattern FORMAT = Pattern.compile("perdure-store ([0-9]{1,9})\\s*");

    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-[0-9]+");

    /** What may lie in a folder that counts as empty. */
    private static final Set<String> NEGLIGIBLE =
            Set.of(FORMAT_FILE_IN_THE_MAKING, FolderLock.LOCK_FILE, FolderLock.PID_FILE, "lost+found");

    private final Path path;
    private final FolderLock lock;

    private StoreFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is not there, checks that it is a store of this format or empty, and locks it.
     *
     * @throws StoreRefusedException if it is none of these, in use or not accessible
     */
    static StoreFolder open(Path given) {
        Path path = given.toAbsolutePath().normalize();
        try {
            requireUsableFolder(path);
            requireStoreOrEmpty(path);
            FolderLock lock = FolderLock.take(path);
            boolean opened = false;
            try {
                // Again, now that nobody else can change it.
                if (!requireStoreOrEmpty(path)) {
                    writeFormat(path);
                }
                opened = true;
                return new StoreFolder(path, lock);
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new StoreRefusedException(
                    "The folder " + path + " cannot be used for a store (" + reason(e)
                            + "): check its permissions or use another folder.",
                    e);
        }
    }

    Path path() {
        return path;
    }

    /** Whether RocksDB has ever been opened here. */
    boolean hasDatabase() {
        return Files.exists(path.resolve(CURRENT_FILE));
    }

    /**
     * The files that are written record by record: the manifest, which lists the tables, if there is one yet, and the
     * write-ahead logs, oldest first.
     */
    List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>();
        Path current = path.resolve(CURRENT_FILE);
        if (Files.exists(current)) {
            String manifest = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1).strip();
            if (MANIFEST.matcher(manifest).matches() && Files.exists(path.resolve(manifest))) {
                logs.add(path.resolve(manifest));
            }
        }
        logs.addAll(files(path, ".log"));
        return logs;
    }

    /** Gives the folder free. Idempotent. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void requireUsableFolder(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StoreRefusedException(path + " is not a folder: name a folder for the store.", null);
        }
        if (!Files.exists(path)) {
            try {
                Files.createDirectories(path);
            } catch (IOException | UnsupportedOperationException e) {
                throw new StoreRefusedException(
                        "The folder " + path + " cannot be created (" + reason(e)
                                + "): create it or use another folder.",
                        e);
            }
        }
        if (!Files.isWritable(path)) {
            throw new StoreRefusedException(
                    "The folder " + path + " is read-only for this user: make it writable or use another folder.",
                    null);
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new StoreRefusedException(
                    "The folder " + path
                            + " may not be read by this user: change its permissions or use another folder.",
                    null);
        }
    }

    /** Returns whether the folder is a store; false: it is empty. */
    private static boolean requireStoreOrEmpty(Path path) throws IOException {
        Path file = path.resolve(FORMAT_FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            requireEmpty(path);
            return false;
        }
        if (!Files.isRegularFile(file) || Files.size(file) > 100) {
            throw noFormat(file);
        }
        Matcher format = FORMAT.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (!format.matches()) {
            throw noFormat(file);
        }
        int version = Integer.parseInt(format.group(1));
        if (version != FORMAT_VERSION) {
            throw new StoreRefusedException(
                    "The store in " + path + " has format " + version + ", but this Perdure reads format "
                            + FORMAT_VERSION + ": use the Perdure that made it.",
                    null);
        }
        requireCurrent(path);
        return true;
    }

    private static StoreRefusedException noFormat(Path file) {
        return new StoreRefusedException(
                "The file " + file + " does not name a store format: this is not a store of Perdure, or it is damaged;"
                        + " use another folder or restore a backup.",
                null);
    }

    private static void requireEmpty(Path path) throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            List<String> names = children.map(child -> child.getFileName().toString())
                    .filter(name -> !NEGLIGIBLE.contains(name))
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                throw new StoreRefusedException(
                        "The folder " + path + " is not a store of Perdure: it has no file " + FORMAT_FILE
                                + ", but holds " + names.getFirst()
                                + (names.size() == 1 ? "" : " and others")
                                + "; use an empty folder.",
                        null);
            }
        }
    }

    /** Without CURRENT, RocksDB would begin a new database and remove the files of the old one. */
    private static void requireCurrent(Path path) throws IOException {
        if (Files.exists(path.resolve(CURRENT_FILE))) {
            return;
        }
        for (String suffix : List.of(".log", ".sst", ".blob")) {
            List<Path> orphans = files(path, suffix);
            if (!orphans.isEmpty()) {
                throw new StoreRefusedException(
                        "The store in " + path + " is damaged: it holds "
                                + orphans.getFirst().getFileName() + ", but its file " + CURRENT_FILE
                                + " is missing; restore the folder from a backup.",
                        null);
            }
        }
    }

    /** Makes a folder a store, durably. */
    static void writeFormat(Path path) throws IOException {
        Path temporary = path.resolve(FORMAT_FILE_IN_THE_MAKING);
        Files.writeString(temporary, "perdure-store " + FORMAT_VERSION + "\n");
        sync(temporary, StandardOpenOption.WRITE);
        Files.move(temporary, path.resolve(FORMAT_FILE), StandardCopyOption.ATOMIC_MOVE);
        sync(path);
    }

    /** Makes the names in a folder durable. */
    static void sync(Path folder) throws IOException {
        sync(folder, StandardOpenOption.READ);
    }

    private static void sync(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    private static List<Path> files(Path path, String suffix) throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(child -> child.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return message == null ? kind : kind + ": " + message;
    }
}
