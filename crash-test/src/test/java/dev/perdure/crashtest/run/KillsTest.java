package dev.perdure.crashtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.judge.Verdict;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code perdure crash-test}: a few kills under a smaller load. */
class KillsTest {

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostDoubledOrStuckWhileHostAndWorkersAreKilled() throws InterruptedException {
        long seed = new Random().nextInt(Integer.MAX_VALUE);
        System.out.println("KillsTest seed " + seed);

        Outcome outcome = Kills.run(folder, 4, RunOptions.of(seed).withLoad(3, 3), new Progress(System.err, false));

        assertThat(outcome.passed())
                .as("seed %d: %s", seed, String.join("\n", Table.of(outcome)))
                .isTrue();
        Verdict verdict = Objects.requireNonNull(outcome.verdict());
        assertThat(verdict.summary()).isEqualTo("lost 0  doubled 0  stuck 0");
        assertThat(verdict.activityRuns()).isPositive();
        Set<OperationKind> acknowledged = EnumSet.noneOf(OperationKind.class);
        verdict.operations().forEach((kind, counts) -> {
            if (counts.containsKey(Phase.DONE)) {
                acknowledged.add(kind);
            }
        });
        assertThat(acknowledged).contains(OperationKind.START, OperationKind.EVENT, OperationKind.STATUS);
    }
}
