package dev.perdure.simulator.world;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, or the worker inside the host: takes work items, carries them out when it is told to, and sends its
 * answers when it is told to. Confined to one thread.
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

    private Executor executor;
    private @Nullable WorkerConnection connection;

    public ModelWorker(String name, Reach reach, Executor executor, Receiver receiver) {
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

    public boolean isConnected() {
        return connection != null;
    }

    /** Changes the code it runs; its connection must be closed. */
    public void deploy(Executor newExecutor) {
        executor = newExecutor;
    }

    public void connect(TaskHubEngine engine, Function<WorkerConnection, WorkerConnection> wrapper) {
        connection = wrapper.apply(engine.connect(executor.request(), reach, this));
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
        WorkItem item = items.remove(index);
        Answer answer = executor.execute(item);
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
        Answer answer = keep ? held.get(index) : held.remove(index);
        CompletableFuture<Void> unused = switch (answer) {
            case Answer.Turn turn -> open.completeTurn(turn.response());
            case Answer.Activity activity -> open.completeActivity(activity.response());
            case Answer.Batch batch -> open.completeEntity(batch.result());
        };
    }

    /** Forgets a held answer. */
    public void drop(int index) {
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
