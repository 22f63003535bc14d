package dev.perdure.host.grpc;

import dev.perdure.core.protocol.HealthPing;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker's stream of work items: items from the engine one way, the end of the stream the other. Writes are
 * serialized, and wait in a bounded queue while the worker is not ready for more.
 *
 * <p>Thread-safe.
 */
final class WorkItemStream implements WorkItemListener {

    /**
     * Items that may wait for the worker. The engine hands out no more than the worker may have in flight, so this is
     * reached only by a worker that asks for more than it reads; its stream is then ended and the items go back.
     */
    static final int WAITING_MAX = 10_000;

    /** Larger items travel alone. */
    static final int BATCH_BYTES_MAX = 64 * 1024;

    private static final WorkItem PING =
            WorkItem.newBuilder().setHealthPing(HealthPing.getDefaultInstance()).build();

    private final ServerCallStreamObserver<WorkItem> worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<WorkItem> waiting = new ArrayDeque<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private @Nullable WorkerConnection connection;
    private final @Nullable Executor sending;
    private boolean sendingLater;
    private boolean ended;
    private Consumer<WorkerConnection> closing = WorkerConnection::close;

    /** Of a worker that takes one item a message. */
    WorkItemStream(ServerCallStreamObserver<WorkItem> worker) {
        this(worker, null);
    }

    /**
     * The stream of one worker.
     *
     * @param sending sends items a little later, several in a message; null for a worker that takes one a message, at once
     */
    WorkItemStream(ServerCallStreamObserver<WorkItem> worker, @Nullable Executor sending) {
        this.worker = worker;
        this.sending = sending;
        worker.setOnCancelHandler(this::cancelled);
        worker.setOnReadyHandler(this::send);
    }

    /** Hands over the engine's end, which is closed when the stream ends (now, if it has ended already). */
    void connected(WorkerConnection engineEnd) {
        @Nullable Consumer<WorkerConnection> late;
        lock.lock();
        try {
            connection = engineEnd;
            late = ended ? closing : null;
        } finally {
            lock.unlock();
        }
        if (late != null) {
            late.accept(engineEnd);
        }
    }

    /** Runs {@code action} when the stream ends (now, if it has ended already). */
    void onEnd(Runnable action) {
        lock.lock();
        try {
            if (!ended) {
                atEnd.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void onWorkItem(WorkItem item) {
        boolean overflow;
        boolean first;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            overflow = waiting.size() >= WAITING_MAX;
            if (!overflow) {
                waiting.add(item);
            }
            first = !sendingLater;
            sendingLater = sending != null;
        } finally {
            lock.unlock();
        }
        if (overflow) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(
                    WAITING_MAX + " work items wait unread on this stream; they were given back. Ask for fewer."));
        } else if (sending == null) {
            send();
        } else if (first) {
            sending.execute(this::send);
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        endByHost(
                cause == null
                        ? Status.OK
                        : Status.UNAVAILABLE
                                .withDescription("The host has ended this stream; connect again.")
                                .withCause(cause));
    }

    /** Tells the worker that the stream is alive, if it is ready to hear it. */
    void ping() {
        lock.lock();
        try {
            if (!ended && waiting.isEmpty() && worker.isReady()) {
                worker.onNext(PING);
            }
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        lock.lock();
        try {
            sendingLater = false;
            while (!ended && worker.isReady()) {
                WorkItem item = waiting.poll();
                if (item == null) {
                    return;
                }
                worker.onNext(sending == null ? item : withThoseBehind(item));
            }
        } finally {
            lock.unlock();
        }
    }

    /** To be called under the lock. */
    private WorkItem withThoseBehind(WorkItem first) {
        int bytes = first.getSerializedSize();
        WorkItem next = waiting.peek();
        if (next == null || bytes + next.getSerializedSize() > BATCH_BYTES_MAX) {
            return first;
        }
        WorkItem.Builder batch = first.toBuilder();
        while (next != null && bytes + next.getSerializedSize() <= BATCH_BYTES_MAX) {
            bytes += next.getSerializedSize();
            batch.addPerdureMore(waiting.remove());
            next = waiting.peek();
        }
        return batch.build();
    }

    private void cancelled() {
        end(Status.CANCELLED);
    }

    /** Ends the stream for reasons of the host: as {@link #end}, but nothing counts as lost by the worker. Idempotent. */
    void endByHost(Status status) {
        end(status, WorkerConnection::closeByHost);
    }

    /** Ends the stream with this status; what the worker has in flight goes back, as lost by it. Idempotent. */
    private void end(Status status) {
        end(status, WorkerConnection::close);
    }

    private void end(Status status, Consumer<WorkerConnection> how) {
        WorkerConnection engineEnd;
        List<Runnable> actions;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            closing = how;
            waiting.clear();
            engineEnd = connection;
            actions = List.copyOf(atEnd);
            atEnd.clear();
            if (status.isOk()) {
                worker.onCompleted();
            } else if (status.getCode() != Status.Code.CANCELLED) {
                worker.onError(status.asRuntimeException());
            }
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
        if (engineEnd != null) {
            how.accept(engineEnd);
        }
    }
}
