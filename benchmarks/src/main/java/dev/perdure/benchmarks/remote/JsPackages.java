package dev.perdure.benchmarks.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The worker in JavaScript and the packages it needs. Stateless. */
final class JsPackages {

    private static final List<String> SCRIPTS = List.of("package.json", "package-lock.json", "worker.mjs");

    private JsPackages() {}

    /**
     * Writes the worker into a new folder and lets npm install what it needs.
     *
     * @throws IOException if npm is missing or fails
     */
    static void install(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (String script : SCRIPTS) {
            try (InputStream stream = JsPackages.class.getResourceAsStream("/bench-js/" + script)) {
                if (stream == null) {
                    throw new IOException("The script " + script + " is not on the class path.");
                }
                Files.copy(stream, folder.resolve(script));
            }
        }
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts")
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IOException("npm cannot be run: the worker js needs Node.js 22 or newer, with npm, in PATH.", e);
        }
        if (npm.waitFor() != 0) {
            throw new IOException("npm could not install the packages of the worker; it says why above.");
        }
    }
}
