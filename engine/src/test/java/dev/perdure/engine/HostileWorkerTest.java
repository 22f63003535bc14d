package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.CreateTimerAction;
import dev.perdure.core.protocol.OrchestratorAction;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers that no sane worker gives harm at most their own instance. */
class HostileWorkerTest extends EngineFixture {

    private static OrchestratorAction timer(int id, long seconds, int nanos) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setCreateTimer(CreateTimerAction.newBuilder()
                        .setFireAt(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos)))
                .build();
    }

    @Test
    void timersFarOutsideOfTimeDoNotHoldUpOthers() {
        worker().script(
                        "odd",
                        (past, fresh) -> past.isEmpty()
                                ? List.of(
                                        timer(0, Long.MIN_VALUE, Integer.MIN_VALUE),
                                        timer(1, Long.MAX_VALUE, Integer.MAX_VALUE),
                                        timer(-1, -1, -1))
                                : List.of())
                .script("soon", Scripts.timer(Duration.ofSeconds(10)))
                .connect(engine, Reach.IN_PROCESS);
        for (int i = 0; i < 20; i++) {
            start("odd-" + i, "odd");
            start("soon-" + i, "soon");
            await(engine.waitFor("soon-" + i, WaitCondition.STARTED));
        }

        clock.advance(Duration.ofSeconds(11));

        for (int i = 0; i < 20; i++) {
            assertThat(ended("soon-" + i).output()).isEqualTo("\"fired\"");
            await(engine.terminate("odd-" + i, null, null));
        }
    }

    @Test
    void aTimerIdUsedTwiceLeavesNothingBehind() {
        long soon = clock.instant().getEpochSecond() + 5;
        worker().script("twice", (past, fresh) -> List.of(timer(0, soon, 0), timer(0, soon + 60, 0)))
                .connect(engine, Reach.IN_PROCESS);
        start("a", "twice");
        await(engine.waitFor("a", WaitCondition.STARTED));

        await(engine.purge("a", null));
        clock.advance(Duration.ofMinutes(5));
        start("a", "sequence");

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
        await(engine.purge("a", null));
        engine.close();
        assertThat(StoredFamilies.of(storage)).isEqualTo(Set.of("META"));
    }

    @Test
    void aTaskIdUsedAgainWhileItIsOpenFailsTheInstance() {
        worker().script(
                        "twice",
                        (past, fresh) -> past.isEmpty()
                                ? List.of(Scripts.activity(7, "work"), Scripts.activity(7, "work"))
                                : List.of(Scripts.complete("1")))
                .connect(engine, Reach.REMOTE);

        start("a", "twice");

        InstanceView view = ended("a");
        assertThat(view.status()).isEqualTo(RuntimeStatus.FAILED);
        assertThat(java.util.Objects.requireNonNull(view.failure()).getErrorMessage())
                .contains("activity 7", "no result yet");
        assertThat(engine.failure()).isNotDone();
    }
}
