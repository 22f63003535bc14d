package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.storage.Family;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A commit in the middle of a read of committed state. */
class ReadsOfOneCommitTest {

    private final HookedStorage storage = new HookedStorage();
    private final TaskHubEngine engine =
            TaskHubEngine.open(storage, EngineOptions.defaults(), new ManualClock(), new Random(7));

    private void start(String input, IdReuse reuse) {
        EngineFixture.await(
                engine.start(new StartRequest("a", "event", null, input, null, Map.of(), null, null, reuse)));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aStatusIsNeverMixedWithPayloadsOfAnotherExecution() {
        start("\"old\"", IdReuse.DEFAULT);
        String before = engine.instance("a", false).orElseThrow().executionId();

        storage.beforeRead(Family.PAYLOAD, () -> start("\"new\"", IdReuse.REPLACE_ANY));
        InstanceView view = engine.instance("a", true).orElseThrow();

        assertThat(storage.isDone()).isTrue();
        assertThat(view.input()).isEqualTo("\"new\"");
        assertThat(view.executionId()).isNotEqualTo(before);
    }

    @Test
    void aStatusIsNeverMixedWithTheOutputOfALaterMoment() {
        start("1", IdReuse.DEFAULT);

        storage.beforeRead(Family.PAYLOAD, () -> EngineFixture.await(engine.terminate("a", "enough", null)));
        InstanceView view = engine.instance("a", true).orElseThrow();

        assertThat(storage.isDone()).isTrue();
        assertThat(view.status()).isEqualTo(RuntimeStatus.TERMINATED);
        assertThat(view.output()).isEqualTo("enough");
    }

    @Test
    void aHistoryThatGoesWhileItIsReadIsReadAgain() {
        ScriptedWorker worker = new ScriptedWorker()
                .script("event", (past, fresh) -> past.isEmpty() ? List.of(Scripts.activity(0, "nobody")) : List.of())
                .connect(engine, Reach.IN_PROCESS);
        worker.holdActivities = true;
        start("1", IdReuse.DEFAULT);
        EngineFixture.await(engine.waitFor("a", WaitCondition.STARTED));

        storage.beforeRead(Family.HISTORY, () -> {
            start("2", IdReuse.REPLACE_ANY);
            EngineFixture.await(engine.waitFor("a", WaitCondition.STARTED));
        });
        List<HistoryEvent> history = engine.history("a");

        assertThat(storage.isDone()).isTrue();
        assertThat(history.get(1).getExecutionStarted().getInput().getValue()).isEqualTo("2");
        assertThat(history).hasSize(3).last().matches(HistoryEvent::hasTaskScheduled);
    }

    @Test
    void aHistoryWhoseInstanceGoesWhileItIsReadIsEmpty() {
        start("1", IdReuse.DEFAULT);
        EngineFixture.await(engine.terminate("a", null, null));
        assertThat(engine.history("a")).isNotEmpty();

        storage.beforeRead(Family.HISTORY, () -> EngineFixture.await(engine.purge("a", null)));

        assertThat(engine.history("a")).isEmpty();
    }
}
