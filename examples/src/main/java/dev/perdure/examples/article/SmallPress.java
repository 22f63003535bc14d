package dev.perdure.examples.article;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Publishes into a folder. */
public class SmallPress implements Press {

    private final Path folder;

    public SmallPress(Path folder) {
        this.folder = folder;
    }

    @Override
    public int check(Article article) {
        return article.text().contains("teh") ? 1 : 0;
    }

    @Override
    public String render(Article article) {
        return "<h1>" + article.title() + "</h1><p>" + article.text() + "</p>";
    }

    @Override
    public String publish(String title, String page) {
        try {
            Files.createDirectories(folder);
            // The same file with the same text, however often this runs.
            return Files.writeString(folder.resolve(title + ".html"), page).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
