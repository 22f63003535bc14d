package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.WorkItem;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** An engine with orchestrators that use entities. */
abstract class EntityFixture extends EngineFixture {

    private int readers;

    @Override
    ScriptedWorker worker() {
        return super.worker()
                .script("read", EntityScripts.calling("get", ""))
                .script("fail", EntityScripts.calling("fail", "on purpose"))
                .script("section", EntityScripts.inCriticalSection(false))
                .script("holding", EntityScripts.inCriticalSection(true))
                .script("append", EntityScripts.calling("append", "called"));
    }

    /** Keeps the batches for the test to answer by hand. */
    ScriptedWorker holdingBatches() {
        ScriptedWorker worker = worker();
        worker.holdEntities = true;
        return worker.connect(engine, Reach.REMOTE);
    }

    void append(String entityId, String input) {
        assertThat(signal(entityId, "append", input)).isInstanceOf(Outcome.Done.class);
    }

    Outcome signal(String entityId, String operation, String input) {
        return await(engine.signalEntity(entityId, operation, input, null, null));
    }

    Outcome startOn(String instanceId, String name, String input) {
        return await(engine.start(new StartRequest(instanceId, name, null, input, null, Map.of(), null, null)));
    }

    /** What a call says that is queued behind everything that was answered before. */
    String read(String entityId) {
        String id = "reader-" + readers++;
        startOn(id, "read", entityId);
        return Objects.requireNonNull(ended(id).output());
    }

    static String inputs(WorkItem batch) {
        return String.join(
                ",",
                batch.getEntityRequestV2().getOperationRequestsList().stream()
                        .map(EntityScripts::input)
                        .toList());
    }

    /** Waits until the committed history has so many events of a kind. */
    void awaitEvent(String instanceId, Predicate<HistoryEvent> kind, int count) {
        awaitTrue(() -> Scripts.count(engine.history(instanceId), kind) >= count);
    }
}
