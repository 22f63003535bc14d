package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a worker, from before it is made until after it has ended. The orchestrators kept live belong to it.
 *
 * <p>Thread-safe.
 */
final class WorkerSession implements WorkItemListener, Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);

    private final WorkerLoop loop;
    private final TurnRunner turns;
    private final ActivityRunner activities;
    private final EntityRunner entities;
    /** Items may come before the call that makes the connection returns. */
    private final CompletableFuture<WorkerConnection> ready = new CompletableFuture<>();

    private volatile @Nullable WorkerConnection connection;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean served;

    WorkerSession(WorkerLoop loop, TurnRunner turns, ActivityRunner activities, EntityRunner entities) {
        this.loop = loop;
        this.turns = turns;
        this.activities = activities;
        this.entities = entities;
    }

    @Override
    public void onWorkItem(WorkItem item) {
        served = true;
        if (loop.isClosing()) {
            handBack(item);
            return;
        }
        switch (item.getRequestCase()) {
            case ORCHESTRATORREQUEST -> turns.take(this, item);
            case ACTIVITYREQUEST -> activities.take(this, item);
            case HEALTHPING -> {}
            case ENTITYREQUEST, ENTITYREQUESTV2 -> entities.take(this, item);
            case REQUEST_NOT_SET -> {
                if (item.getPerdureCancelledToken().isEmpty()) {
                    LOG.warn("The host sent a work item of a kind that this worker does not know.");
                } else {
                    activities.cancel(item.getPerdureCancelledToken());
                }
            }
        }
    }

    /** The worker takes nothing on any more: others need not wait until its connection ends. */
    private void handBack(WorkItem item) {
        String token = item.getCompletionToken();
        var unused = switch (item.getRequestCase()) {
            case ORCHESTRATORREQUEST -> send(c -> c.abandonTurn(token));
            case ACTIVITYREQUEST -> send(c -> c.abandonActivity(token));
            case ENTITYREQUEST, ENTITYREQUESTV2 -> send(c -> c.abandonEntity(token));
            case HEALTHPING, REQUEST_NOT_SET -> CompletableFuture.completedFuture(null);
        };
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        if (end()) {
            loop.disconnected(this, cause);
        }
    }

    /** The connection has been made. */
    void opened(WorkerConnection made) {
        connection = made;
        ready.complete(made);
    }

    /** The connection could not be made; returns whether that ended the session. */
    boolean failed(RuntimeException cause) {
        boolean first = end();
        ready.completeExceptionally(cause);
        return first;
    }

    /** Ends the connection from this side. */
    void close() {
        end();
        var unused = ready.thenAccept(WorkerConnection::close);
    }

    @Override
    public CompletableFuture<Void> send(Function<WorkerConnection, CompletableFuture<Void>> message) {
        WorkerConnection open = connection;
        if (open == null) {
            return ready.thenCompose(message);
        }
        try {
            return message.apply(open);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Whether the host has sent anything on this connection. */
    boolean hasServed() {
        return served;
    }

    /** Whether the connection has been made and lasts. */
    boolean isOpen() {
        return connection != null && !isClosed();
    }

    private boolean end() {
        boolean first = closed.compareAndSet(false, true);
        turns.cache().close();
        return first;
    }
}
