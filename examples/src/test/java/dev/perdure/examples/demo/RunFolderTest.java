package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.examples.demo.ledger.DamagedFileException;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.OrderlyRun;
import dev.perdure.examples.demo.ledger.Orders;
import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Rerun;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path temporary;

    private final OrderlyRun run = new OrderlyRun()
            .add(Orders.sound("A"), Outcome.COMPLETED, 1)
            .add(Orders.unsound("B"), Outcome.REJECTED, 0)
            .add(Orders.unanswered("C"), Outcome.EXPIRED, 0);

    @Test
    void judgesARunFromItsFiles() {
        run.rerun(0, 60_000);

        Verdict verdict = written().judge();

        assertThat(verdict.summary()).isEqualTo("lost 0  doubled 0");
        assertThat(verdict.count(Outcome.COMPLETED)).isEqualTo(1);
        assertThat(verdict.count(Outcome.REJECTED)).isEqualTo(1);
        assertThat(verdict.count(Outcome.EXPIRED)).isEqualTo(1);
        assertThat(verdict.reruns(Rerun.Cause.RESULT_NOT_DURABLE)).hasSize(1);
    }

    @Test
    void refusesAFolderWithoutALedger() throws IOException {
        RunFolder folder = written();
        Files.delete(folder.ledger());

        assertThatThrownBy(folder::judge)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("ledger.jsonl");
    }

    @Test
    void removesItselfWithAllThatIsInIt() throws IOException {
        RunFolder folder = written();
        Files.createDirectories(folder.data().resolve("deeper"));
        Files.writeString(folder.data().resolve("deeper").resolve("file"), "x");

        folder.delete();
        folder.delete();

        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void anyRemovedLineAndAnyForgedOneIsFound() throws IOException {
        run.rerun(run.lines.size() - 1, 60_000);
        RunFolder folder = written();
        long seed = System.nanoTime();
        System.out.println("RunFolderTest: seed " + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 50; i++) {
            Tampering removal = Tampering.removal(folder, random);
            Tampering forgery = Tampering.forgery(folder, random);

            assertThat(removal.verdict().clean()).as(removal.change()).isFalse();
            assertThat(forgery.verdict().doubled()).as(forgery.change()).isEqualTo(1);
        }
        assertThat(folder.judge().clean()).isTrue();
    }

    private RunFolder written() {
        RunFolder folder = new RunFolder(temporary.resolve("run"));
        try {
            Files.createDirectories(folder.path());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        write(folder.orders(), run.orders);
        write(folder.starts(), run.starts);
        write(folder.answers(), run.answers);
        write(folder.ledger(), run.lines);
        write(folder.outages(), List.of(new Outage(1_000, 50_000, 60, 30)));
        return folder;
    }

    private static <T> void write(Path file, List<T> lines) {
        try (JsonLines<T> out = JsonLines.append(file)) {
            lines.forEach(out::append);
        }
    }
}
