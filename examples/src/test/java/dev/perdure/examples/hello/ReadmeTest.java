package dev.perdure.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code in the README is that of examples which are compiled and run. */
class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path EXAMPLE = Path.of("src", "main", "java", "dev", "perdure", "examples", "hello");

    @Test
    void theFirstBlockIsTheEmbeddedExample() throws IOException {
        String compiled = compiled("Hello.java").replace("TaskHub.open(data)", "TaskHub.open(Path.of(\"data\"))");

        assertShown(blocks().getFirst(), compiled);
    }

    @Test
    void theSecondBlockIsTheExampleOverTheWire() throws IOException {
        assertThat(blocks()).hasSize(2);
        assertShown(blocks().get(1), compiled("HelloOverTheWire.java"));
    }

    private static void assertShown(String block, String compiled) {
        for (String part : block.strip().split("\n\n", -1)) {
            assertThat(compact(compiled)).contains(compact(part));
        }
    }

    private static List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String compiled(String file) throws IOException {
        return Files.readString(EXAMPLE.resolve(file));
    }

    private static String compact(String code) {
        return code.replaceAll("\\s+", "");
    }
}
