package dev.perdure.examples.article;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path folder;

    @Test
    void publishesAnArticle() {
        Main.main(new String[] {folder.resolve("hub").toString(), folder.toString()});

        assertThat(folder.resolve("News.html")).hasContent("<h1>News</h1><p>All is well.</p>");
    }
}
