package dev.perdure.simulator.world;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WorkerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, or the worker inside the host: takes work items, carries them out when it is told to, and sends its
 * answers when it is told to. Confined to one thread.
 *
 * <p>One of the first generation knows no completion tokens: it does its work in the order in which it comes, answers each
 * item once and over the connection that the item came over, and cannot hand anything back.
 */
public final class ModelWorker implements WorkItemListener {

    /** Carries a work item out. */
    public interface Executor {
        /** What it says of itself when it connects. */
        GetWorkItemsRequest request();

        /** The answer to a work item; null to hand it back. */
        @Nullable
        Answer execute(WorkItem item);

        /** The connection is lost: nothing is live any more. */
        void forget();
    }

    /** An answer to a work item. */
    public sealed interface Answer {
        /** An answer to a turn. */
        record Turn(OrchestratorResponse response) implements Answer {}

        /** The result of an activity. */
        record Activity(ActivityResponse response) implements Answer {}

        /** The results of a batch of an entity. */
        record Batch(EntityBatchResult result) implements Answer {}
    }

    /** Sees the work items as they arrive. */
    @FunctionalInterface
    public interface Receiver {
        void received(ModelWorker worker, WorkItem item);
    }

    private final String name;
    private final Reach reach;
    private final Receiver receiver;
    private final List<WorkItem> items = new ArrayList<>();
    /** Answers that were made and not sent yet. */
    private final List<Answer> held = new ArrayList<>();

    private final boolean firstGeneration;

    private Executor executor;
    private @Nullable WorkerConnection connection;
    private int connections;

    public ModelWorker(String name, Reach reach, boolean firstGeneration, Executor executor, Receiver receiver) {
        this.firstGeneration = firstGeneration;
        this.name = name;
        this.reach = reach;
        this.executor = executor;
        this.receiver = receiver;
    }

    public String name() {
        return name;
    }

    public boolean isRemote() {
        return reach == Reach.REMOTE;
    }

    /** Whether a turn may come to it before its cause is durable. */
    public boolean takesTurnsEarly() {
        return reach == Reach.IN_PROCESS || request().getPerdureWorker().getTakesTurnsEarly();
    }

    public boolean isConnected() {
        return connection != null;
    }

    /** Changes the code it runs; its connection must be closed. */
    public void deploy(Executor newExecutor) {
        executor = newExecutor;
    }

    public void connect(TaskHubEngine engine, Function<WorkerConnection, WorkerConnection> wrapper) {
        connections++;
        WorkerIdentity identity =
                firstGeneration ? new WorkerIdentity(name, "", name + "/" + connections, true) : WorkerIdentity.UNKNOWN;
        connection = wrapper.apply(engine.connect(request(), reach, identity, this));
    }

    private GetWorkItemsRequest request() {
        GetWorkItemsRequest request = executor.request();
        if (!firstGeneration) {
            return request;
        }
        PerdureWorker names = request.getPerdureWorker().toBuilder()
                .clearEntities()
                .setLiveOrchestrators(false)
                .setTakesTurnsEarly(false)
                .build();
        return request.toBuilder().setPerdureWorker(names).build();
    }

    public boolean isOfFirstGeneration() {
        return firstGeneration;
    }

    /** The process goes, or loses its connection; the host notices. What it has answered but not sent may come later. */
    public void leave() {
        WorkerConnection open = connection;
        connection = null;
        forget();
        if (open != null) {
            open.close();
        }
    }

    /** The host is gone; a worker inside it goes with it. */
    public void hostGone() {
        connection = null;
        forget();
        if (!isRemote()) {
            held.clear();
        }
    }

    private void forget() {
        if (firstGeneration) {
            held.clear();
        }
        items.clear();
        executor.forget();
    }

    /** How many items wait to be carried out. */
    public int waiting() {
        return items.size();
    }

    /** How many answers wait to be sent. */
    public int held() {
        return held.size();
    }

    /** Carries an item out; the answer is held. If it is to be handed back, it is. */
    public boolean execute(int index) {
        WorkItem item = items.remove(firstGeneration ? 0 : index);
        Answer answer = executor.execute(item);
        if (answer == null && firstGeneration) {
            leave();
            return false;
        }
        if (answer == null) {
            WorkerConnection open = connection;
            if (open != null) {
                var unused = item.hasOrchestratorRequest()
                        ? open.abandonTurn(item.getCompletionToken())
                        : item.hasActivityRequest()
                                ? open.abandonActivity(item.getCompletionToken())
                                : open.abandonEntity(item.getCompletionToken());
            }
            return false;
        }
        held.add(answer);
        return true;
    }

    /** Hands an item back. */
    public void abandon(int index) {
        if (firstGeneration) {
            leave();
            return;
        }
        WorkItem item = items.remove(index);
        WorkerConnection open = connection;
        if (open != null) {
            var unused = item.hasOrchestratorRequest()
                    ? open.abandonTurn(item.getCompletionToken())
                    : item.hasActivityRequest()
                            ? open.abandonActivity(item.getCompletionToken())
                            : open.abandonEntity(item.getCompletionToken());
        }
    }

    /**
     * Sends a held answer.
     *
     * @param keep whether it is sent again later
     */
    public void send(int index, boolean keep) {
        WorkerConnection open = connection;
        if (open == null) {
            return;
        }
        Answer answer = firstGeneration ? held.removeFirst() : keep ? held.get(index) : held.remove(index);
        CompletableFuture<Void> unused = switch (answer) {
            case Answer.Turn turn ->
                open.completeTurn(
                        firstGeneration
                                ? turn.response().toBuilder()
                                        .clearCompletionToken()
                                        .build()
                                : turn.response());
            case Answer.Activity activity ->
                open.completeActivity(
                        firstGeneration
                                ? activity.response().toBuilder()
                                        .clearCompletionToken()
                                        .build()
                                : activity.response());
            case Answer.Batch batch -> open.completeEntity(batch.result());
        };
    }

    /** Forgets a held answer. */
    public void drop(int index) {
        if (firstGeneration) {
            // It takes a call that failed for the end of its connection.
            leave();
            return;
        }
        held.remove(index);
    }

    @Override
    public void onWorkItem(WorkItem item) {
        WorkItem arrived = item;
        if (isRemote()) {
            try {
                arrived = WorkItem.parseFrom(item.toByteString());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
        receiver.received(this, arrived);
        items.add(arrived);
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        connection = null;
        forget();
    }
}
