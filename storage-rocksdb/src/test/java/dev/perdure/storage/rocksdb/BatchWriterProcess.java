package dev.perdure.storage.rocksdb;

import dev.perdure.engine.storage.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that goes on with the {@link NumberedBatches} of a store until it is killed or a write fails. It
 * prints each number once its write has returned. Confined to one thread.
 */
final class BatchWriterProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private BatchWriterProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** @param wrapper a command to run the process with, such as a shell with a limit; may be empty */
    static BatchWriterProcess start(List<String> wrapper, Path folder, long seed, long writeBufferBytes)
            throws IOException {
        Files.createDirectories(temporaryFiles(folder));
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporaryFiles(folder),
                "-cp",
                System.getProperty("java.class.path"),
                BatchWriterProcess.class.getName(),
                folder.toString(),
                Long.toString(seed),
                Long.toString(writeBufferBytes)));
        return new BatchWriterProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Where the process puts temporary files: beside the folder of the store. */
    static Path temporaryFiles(Path folder) {
        return folder.resolveSibling("temporary files");
    }

    /** The next line of its output, or null at the end. Waits for it. */
    @org.jspecify.annotations.Nullable
    String readLine() throws IOException {
        return output.readLine();
    }

    /** Kills it at once and waits for its end. What it has printed until then can still be read. */
    void kill() throws InterruptedException {
        // Not by the Process itself, which would throw away the unread output.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    long pid() {
        return process.pid();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    /** The process. Arguments: folder, seed, size of the write buffers in bytes. */
    public static void main(String[] args) {
        NumberedBatches batches = new NumberedBatches(Long.parseLong(args[1]));
        RocksOptions options = RocksOptions.defaults().withWriteBufferBytes(Long.parseLong(args[2]));
        RocksStorage storage = RocksStorage.open(Path.of(args[0]), options);
        try {
            for (int number = NumberedBatches.last(storage) + 1; ; number++) {
                storage.write(batches.batch(number));
                System.out.println(number);
            }
        } catch (StorageException e) {
            System.out.println("failed: " + e.getMessage());
            try {
                storage.write(batches.batch(1));
                System.out.println("a write after a failed one was taken");
            } catch (StorageException second) {
                System.out.println("refused: " + second.getMessage());
            }
            storage.close();
            System.exit(3);
        }
    }
}
