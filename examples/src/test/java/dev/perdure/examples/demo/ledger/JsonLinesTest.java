package dev.perdure.examples.demo.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.examples.orders.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    @TempDir
    Path folder;

    @Test
    void readsBackWhatWasAppended() {
        OrderlyRun run = new OrderlyRun().add(Orders.approved("C"), Outcome.COMPLETED, 1);
        Path file = folder.resolve("ledger.jsonl");

        write(file, run.lines);

        assertThat(JsonLines.read(file, LedgerLine.class)).isEqualTo(run.lines);
    }

    @Test
    void neverMixesLinesOfTwoWriters() throws InterruptedException {
        Path file = folder.resolve("starts.jsonl");
        int writers = 4;
        int lines = 500;
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String writer = "writer-" + w;
            threads.add(Thread.ofPlatform().start(() -> {
                try (JsonLines<Start> out = JsonLines.append(file)) {
                    for (int i = 0; i < lines; i++) {
                        out.append(new Start(writer, "x".repeat(i)));
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(JsonLines.read(file, Start.class)).hasSize(writers * lines).doesNotHaveDuplicates();
    }

    @Test
    void leavesOutALastLineThatWasNeverFinished() throws IOException {
        Path file = folder.resolve("starts.jsonl");
        write(file, List.of(new Start("A", "1"), new Start("B", "2")));
        Files.writeString(file, "{\"order\":\"C\",\"inst", StandardOpenOption.APPEND);

        assertThat(JsonLines.read(file, Start.class)).containsExactly(new Start("A", "1"), new Start("B", "2"));
    }

    @Test
    void refusesADamagedLineInTheMiddle() throws IOException {
        Path file = folder.resolve("starts.jsonl");
        Files.writeString(file, "{\"order\":\"A\",\"instanceId\":\"1\"}\n{\"order\":\"B\",\"inst\n");

        assertThatThrownBy(() -> JsonLines.read(file, Start.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("starts.jsonl")
                .hasMessageContaining("line 2");
    }

    @Test
    void refusesALineThatLacksAField() throws IOException {
        Path file = folder.resolve("starts.jsonl");
        Files.writeString(file, "{\"order\":\"A\"}\n");

        assertThatThrownBy(() -> JsonLines.read(file, Start.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void refusesAnEmptyLine() throws IOException {
        Path file = folder.resolve("starts.jsonl");
        Files.writeString(file, "\n");

        assertThatThrownBy(() -> JsonLines.read(file, Start.class)).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> JsonLines.read(folder.resolve("none"), Start.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("does not exist");
    }

    private static <T> void write(Path file, List<T> lines) {
        try (JsonLines<T> out = JsonLines.append(file)) {
            lines.forEach(out::append);
        }
    }
}
