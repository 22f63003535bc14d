package dev.perdure.examples.files;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CountWordsTest {

    @RegisterExtension
    final DurableHub hub =
            DurableHub.with(worker -> worker.orchestrator(CountWords.class).activities(Folder.class, new TextFolder()));

    @TempDir
    Path folder;

    @Test
    void countsTheWordsOfAllFiles() throws IOException {
        for (int i = 1; i <= 20; i++) {
            Files.writeString(folder.resolve(i + ".txt"), "word ".repeat(i));
        }

        TestInstance<Integer> counting = hub.start(CountWords.class, folder.toString());

        assertThat(counting.join()).isEqualTo(210);
        assertThat(counting).calledActivity("countWords", 20).hasCustomStatus(new Progress(20, 20));
    }

    @DurableTest
    void countsThemWhateverHappens() {
        hub.activity(Folder.class, Folder::list).returns(List.of("a", "bb", "ccc"));
        hub.activity(Folder.class, Folder::countWords).answers(String.class, String::length);

        assertThat(hub.start(CountWords.class, "anywhere").join()).isEqualTo(6);
    }

    @Test
    void triesAFileAgainThatCannotBeRead() {
        hub.activity(Folder.class, Folder::list).returns(List.of("a"));
        hub.activity(Folder.class, Folder::countWords)
                .throwing(new UncheckedIOException(new IOException("locked")))
                .thenReturns(7);

        assertThat(hub.start(CountWords.class, "anywhere").join()).isEqualTo(7);
    }
}
