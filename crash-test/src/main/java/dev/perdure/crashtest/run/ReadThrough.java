package dev.perdure.crashtest.run;

import dev.perdure.crashtest.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process of its own says of a store that it reads from end to end. Immutable.
 *
 * @param exitCode 0 if it could be read
 * @param digest of the contents; empty if it could not be read
 * @param words what it said on standard error
 */
record ReadThrough(int exitCode, String digest, String words) {

    private static final Pattern DIGEST = Pattern.compile("sha-256 ([0-9a-f]{64})");

    /** Reads the store in {@code data} by making a backup of it; both belong to the caller. */
    static ReadThrough of(Path folder, Path data) throws InterruptedException, IOException {
        Path target = folder.resolve("read-through");
        Path log = folder.resolve("read-through.log");
        Folders.remove(target);
        Folders.remove(folder.resolve("read-through.partial"));
        Files.deleteIfExists(log);
        try (ChildProcess process = ChildProcess.start(
                "backup",
                folder,
                log,
                List.of("-Xmx256m"),
                List.of("backup", "--data", data.toString(), "--to", target.toString()))) {
            int code = process.await(Duration.ofMinutes(2));
            Matcher digest = DIGEST.matcher(process.firstLine());
            return new ReadThrough(
                    code,
                    digest.find() ? digest.group(1) : "",
                    Files.readString(log).strip());
        }
    }

    boolean isRead() {
        return exitCode == 0 && !digest.isEmpty();
    }

    /** Whether it was refused by one clear sentence: the exit code of a mistake, and not a stack trace. */
    boolean isRefused() {
        return exitCode == 2 && words.contains("perdure: ") && !words.contains("\tat ");
    }
}
