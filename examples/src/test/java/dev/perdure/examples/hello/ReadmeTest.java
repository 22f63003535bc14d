package dev.perdure.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void theCodeOfTheReadmeIsThatOfAnExampleWhichIsCompiledAndRun() throws IOException {
        List<String> shown = Files.readAllLines(Path.of("..", "README.md")).stream()
                .dropWhile(line -> !line.equals("```java"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .toList();
        String compiled = compact(
                Files.readString(Path.of("src", "main", "java", "dev", "perdure", "examples", "hello", "Hello.java"))
                        .replace("TaskHub.open(data)", "TaskHub.open(Path.of(\"data\"))"));

        assertThat(shown).isNotEmpty();
        for (String block : String.join("\n", shown).split("\n\n", -1)) {
            assertThat(compiled).contains(compact(block));
        }
    }

    private static String compact(String code) {
        return code.replaceAll("\\s+", "");
    }
}
