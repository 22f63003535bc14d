package dev.perdure.host.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableCopyTest {

    @TempDir
    Path folder;

    @Test
    void everyFileAndFolderIsForcedAfterItIsWrittenAndTheNewNameLast() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.writeString(Files.createDirectories(from.resolve("hubs/second")).resolve("table"), "inner");
        Files.writeString(from.resolve("FORMAT"), "outer");
        Path partial = folder.resolve("to.partial");
        List<String> forced = new ArrayList<>();
        DurableCopy copy = new DurableCopy((path, access) -> {
            String content = Files.isRegularFile(path) ? Files.readString(path) : "folder";
            forced.add(folder.relativize(path) + "=" + content);
        });

        copy.tree(from, partial);

        assertThat(forced)
                .containsExactlyInAnyOrder(
                        "to.partial/FORMAT=outer",
                        "to.partial/hubs/second/table=inner",
                        "to.partial/hubs/second=folder",
                        "to.partial/hubs=folder",
                        "to.partial=folder");
        assertThat(forced.getLast()).isEqualTo("to.partial=folder");

        copy.move(partial, folder.resolve("to"));

        assertThat(forced.getLast()).isEqualTo("=folder");
        assertThat(folder.resolve("to/hubs/second/table")).hasContent("inner");
    }

    @Test
    void theRealOneForcesFilesAndFoldersOfThisSystem() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.writeString(from.resolve("FORMAT"), "x");
        DurableCopy copy = new DurableCopy();

        copy.tree(from, folder.resolve("partial"));
        copy.move(folder.resolve("partial"), folder.resolve("to"));

        assertThat(folder.resolve("to/FORMAT")).hasContent("x");
    }
}
