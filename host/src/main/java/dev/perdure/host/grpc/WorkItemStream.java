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
import java.util.concurrent.locks.ReentrantLock;
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

    private static final WorkItem PING =
            WorkItem.newBuilder().setHealthPing(HealthPing.getDefaultInstance()).build();

    private final ServerCallStreamObserver<WorkItem> worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<WorkItem> waiting = new ArrayDeque<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private @Nullable WorkerConnection connection;
    private boolean ended;

    WorkItemStream(ServerCallStreamObserver<WorkItem> worker) {
        this.worker = worker;
        worker.setOnCancelHandler(this::cancelled);
        worker.setOnReadyHandler(this::send);
    }

    /** Hands over the engine's end, which is closed when the stream ends (now, if it has ended already). */
    void connected(WorkerConnection engineEnd) {
        boolean late;
        lock.lock();
        try {
            connection = engineEnd;
            late = ended;
        } finally {
            lock.unlock();
        }
        if (late) {
            engineEnd.close();
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
        lock.lock();
        try {
            if (ended) {
                return;
            }
            overflow = waiting.size() >= WAITING_MAX;
            if (!overflow) {
                waiting.add(item);
            }
        } finally {
            lock.unlock();
        }
        if (overflow) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(
                    WAITING_MAX + " work items wait unread on this stream; they were given back. Ask for fewer."));
        } else {
            send();
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        end(
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
            while (!ended && worker.isReady()) {
                WorkItem item = waiting.poll();
                if (item == null) {
                    return;
                }
                worker.onNext(item);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cancelled() {
        end(Status.CANCELLED);
    }

    /** Ends the stream with this status; what the worker has in flight goes back. Idempotent. */
    void end(Status status) {
        WorkerConnection engineEnd;
        List<Runnable> actions;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
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
            engineEnd.close();
        }
    }
}
