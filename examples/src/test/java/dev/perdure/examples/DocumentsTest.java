package dev.perdure.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The code in the documents is that of files which are compiled and run. Above each block stands, as a comment, the file it
 * is from; each paragraph of the block is in that file, white space and the text of {@code Path.of} aside.
 */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- from (\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @MethodSource("documents")
    void showsCodeThatIsCompiled(Path document) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(document));
        while (block.find()) {
            assertThat(block.group(1))
                    .as("the file that this block of %s is from:\n%s", document, block.group(2))
                    .isNotNull();
            String compiled = compact(Files.readString(ROOT.resolve(block.group(1))));
            for (String paragraph : block.group(2).strip().split("\n\n", -1)) {
                assertThat(compiled).as("%s, from %s", document, block.group(1)).contains(compact(paragraph));
            }
        }
    }

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("decisions"))
                    // It has a test of its own, which compares whole files.
                    .filter(file -> !file.endsWith("testing.md"))
                    .sorted()
                    .forEach(documents::add);
        }
        return documents;
    }

    private static String compact(String code) {
        return code.replaceAll("//.*", "").replaceAll("\\s+", "").replace("Path.of(\"data\")", "data");
    }
}
