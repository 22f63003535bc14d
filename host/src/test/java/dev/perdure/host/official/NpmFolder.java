package dev.perdure.host.official;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder of scenarios in JavaScript, copied below {@code target} with the packages of its lock file installed. They are
 * installed again only when the lock file has changed.
 */
final class NpmFolder {

    private static final long INSTALL_SECONDS_MAX = 300;
    private static final long RUN_SECONDS_MAX = 300;

    private final Path folder;

    private NpmFolder(Path folder) {
        this.folder = folder;
    }

    /** The scenarios under {@code src/test/npm/name}, ready to run. */
    static NpmFolder install(String name) throws IOException, InterruptedException {
        Path source = Path.of("src", "test", "npm", name);
        Path folder = Path.of("target", "npm", name);
        Path lock = folder.resolve("package-lock.json");
        Path installed = folder.resolve("node_modules").resolve(".package-lock.json");
        boolean fresh = !Files.exists(installed)
                || !Files.exists(lock)
                || Files.mismatch(lock, source.resolve("package-lock.json")) >= 0;
        copy(source, folder);
        NpmFolder npm = new NpmFolder(folder);
        if (fresh) {
            npm.run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), Map.of(), INSTALL_SECONDS_MAX);
        }
        return npm;
    }

    /** Runs the tests of a script. Returns what it printed, as TAP, whether or not all passed. */
    String tests(String script, Map<String, String> environment) throws IOException, InterruptedException {
        return run(List.of("node", "--test-reporter=tap", script), environment, RUN_SECONDS_MAX);
    }

    private String run(List<String> command, Map<String, String> environment, long secondsMax)
            throws IOException, InterruptedException {
        Path output = folder.resolve(command.getFirst() + ".out").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "'" + command.getFirst()
                            + "' cannot be run. These tests need Node.js 18 or newer with npm: install "
                            + "both (on Debian: the packages nodejs and npm).",
                    e);
        }
        boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        String printed = Files.readString(output);
        boolean failed = !ended || (command.getFirst().equals("npm") && process.exitValue() != 0);
        if (failed) {
            throw new AssertionError(String.join(" ", command)
                    + (ended ? " failed:\n" : " did not end within " + secondsMax + " s:\n")
                    + printed);
        }
        return printed;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            files.forEach(file -> {
                try {
                    Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
