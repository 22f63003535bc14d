package dev.perdure.crashtest.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A small file system in memory, mounted on a folder, that can be filled and emptied. Confined to one thread. */
final class SmallDisk implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Mounts one; empty if this process may not mount. */
    static Optional<SmallDisk> mount(Path folder, int mebibytes) throws InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "none", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it is mounted. */
    Path folder() {
        return folder;
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Fills the disk until only so much is free, or to the last byte. */
    void fillUpTo(long freeBytes) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (freeBytes() > freeBytes) {
                out.write(chunk);
            }
        } catch (IOException e) {
            if (freeBytes() > CHUNK_BYTES) {
                throw e;
            }
        }
    }

    /** Takes away what it was filled with. */
    void empty() throws IOException {
        Files.deleteIfExists(ballast);
    }

    /** Unmounts it. Nothing on it may be in use. */
    @Override
    public void close() {
        try {
            if (!run("umount", folder.toString())) {
                boolean unused = run("umount", "-l", folder.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
