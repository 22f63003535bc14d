package dev.perdure.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of docs/testing.md is the code of this folder. */
class TestingPageTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path FOLDER = Path.of("src", "test", "java", "dev", "perdure", "examples", "testing");

    @Test
    void everyBlockIsCompiledAndRun() throws IOException {
        List<String> compiled;
        try (Stream<Path> files = Files.list(FOLDER)) {
            compiled = files.map(TestingPageTest::compact).toList();
        }
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("..", "docs", "testing.md")));
        int blocks = 0;
        while (matcher.find()) {
            blocks++;
            for (String part : matcher.group(1).strip().split("\n\n", -1)) {
                assertThat(compiled).as(part).anyMatch(file -> file.contains(compact(part)));
            }
        }
        assertThat(blocks).isGreaterThan(4);
    }

    private static String compact(Path file) {
        try {
            return compact(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String compact(String code) {
        return code.replaceAll("\\s+", "");
    }
}
