package dev.perdure.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker for tests. Runs {@link Scripts} and echoing activities by itself, or, held, keeps the items for the test to
 * answer by hand. What it gets has gone through bytes, as over a wire.
 */
public final class ScriptedWorker implements WorkItemListener, AutoCloseable {

    private final Map<String, Scripts.Script> scripts = new ConcurrentHashMap<>();
    final BlockingQueue<WorkItem> held = new LinkedBlockingQueue<>();
    GetWorkItemsRequest wanted = GetWorkItemsRequest.getDefaultInstance();
    boolean takesTurnsEarly;
    volatile boolean holdTurns;
    volatile boolean holdActivities;
    volatile boolean holdEntities;
    private volatile boolean letGo;
    private @Nullable TaskHubEngine engine;
    private @Nullable WorkerConnection connection;

    public ScriptedWorker script(String name, Scripts.Script script) {
        scripts.put(name, script);
        return this;
    }

    public ScriptedWorker connect(TaskHubEngine to, Reach reach) {
        return connect(to, reach, WorkerIdentity.UNKNOWN);
    }

    ScriptedWorker connect(TaskHubEngine to, Reach reach, WorkerIdentity identity) {
        engine = to;
        connection = to.connect(request(), reach, identity, this);
        return this;
    }

    private GetWorkItemsRequest request() {
        if (!takesTurnsEarly) {
            return wanted;
        }
        return wanted.toBuilder()
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .addAllOrchestrators(scripts.keySet())
                        .addActivities("work")
                        .setTakesTurnsEarly(true))
                .build();
    }

    @Override
    public void onWorkItem(WorkItem item) {
        WorkItem received = throughBytes(item);
        if (holds(received)) {
            held.add(received);
            // Let go by the test between the question and here: nobody would look at it again.
            if (letGo && !holds(received) && held.remove(received)) {
                answer(received);
            }
        } else {
            answer(received);
        }
    }

    private boolean holds(WorkItem item) {
        return switch (item.getRequestCase()) {
            case ORCHESTRATORREQUEST -> holdTurns;
            case ENTITYREQUESTV2 -> holdEntities;
            default -> holdActivities;
        };
    }

    /** Answers what is held and what comes from now on. */
    void answerHeld() {
        holdTurns = false;
        holdActivities = false;
        holdEntities = false;
        letGo = true;
        for (WorkItem item = held.poll(); item != null; item = held.poll()) {
            answer(item);
        }
    }

    /** As the stream of a remote worker does, it closes the engine's end when it hears of its own. */
    @Override
    public void onClosed(@Nullable Throwable cause) {
        WorkerConnection mine = connection;
        if (mine != null) {
            mine.close();
        }
    }

    /** The host ends the connection. */
    void dismiss() {
        Objects.requireNonNull(connection).closeByHost();
    }

    /** The next held item; fails the test if none comes. */
    WorkItem take() throws InterruptedException {
        WorkItem item = held.poll(20, TimeUnit.SECONDS);
        if (item == null) {
            throw new AssertionError("no work item came");
        }
        return item;
    }

    void answer(WorkItem item) {
        if (item.hasOrchestratorRequest()) {
            send(turn(item));
        } else if (item.hasEntityRequestV2()) {
            send(batch(item));
        } else {
            send(result(item));
        }
    }

    OrchestratorResponse turn(WorkItem item) {
        OrchestratorRequest request = item.getOrchestratorRequest();
        String name = java.util.stream.Stream.concat(
                        request.getPastEventsList().stream(), request.getNewEventsList().stream())
                .filter(e -> e.hasExecutionStarted())
                .findFirst()
                .orElseThrow()
                .getExecutionStarted()
                .getName();
        Scripts.Script script = scripts.getOrDefault(name, (past, fresh) -> List.of());
        return OrchestratorResponse.newBuilder()
                .setInstanceId(request.getInstanceId())
                .setCompletionToken(item.getCompletionToken())
                .addAllActions(script.turn(request.getPastEventsList(), request.getNewEventsList()))
                .build();
    }

    static ActivityResponse result(WorkItem item) {
        ActivityRequest request = item.getActivityRequest();
        return ActivityResponse.newBuilder()
                .setInstanceId(request.getOrchestrationInstance().getInstanceId())
                .setTaskId(request.getTaskId())
                .setCompletionToken(item.getCompletionToken())
                .setResult(StringValue.of(request.getInput().getValue()))
                .build();
    }

    private void send(OrchestratorResponse response) {
        java.util.Objects.requireNonNull(engine).completeTurn(response).exceptionally(e -> null);
    }

    static EntityBatchResult batch(WorkItem item) {
        return EntityScripts.journal(item.getEntityRequestV2()).toBuilder()
                .setCompletionToken(item.getCompletionToken())
                .build();
    }

    private void send(EntityBatchResult result) {
        java.util.Objects.requireNonNull(engine).completeEntity(result).exceptionally(e -> null);
    }

    private void send(ActivityResponse response) {
        java.util.Objects.requireNonNull(engine).completeActivity(response).exceptionally(e -> null);
    }

    private static WorkItem throughBytes(WorkItem item) {
        try {
            return WorkItem.parseFrom(item.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
