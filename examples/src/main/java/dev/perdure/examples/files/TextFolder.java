package dev.perdure.examples.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of text on this machine. */
public final class TextFolder implements Folder {

    @Override
    public List<String> list(String folder) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int countWords(String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.mapToInt(line -> line.isBlank() ? 0 : line.strip().split("\\s+").length)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
