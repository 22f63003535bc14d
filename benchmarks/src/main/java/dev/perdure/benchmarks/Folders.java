package dev.perdure.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that is gone when the measurement ends. Confined to one thread. */
public final class Folders implements AutoCloseable {

    private final Path root;

    public Folders() throws IOException {
        this.root = Files.createTempDirectory("perdure-bench-");
    }

    public Path folder(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
