package dev.perdure.host.grpc;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.Reach;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WorkerIdentity;
import dev.perdure.host.disk.DiskRoom;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of work items: opens them, keeps them awake, and ends them when the disk is low or the door closes.
 *
 * <p>Thread-safe.
 */
final class WorkerStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerStreams.class);

    /** What a serial worker that states no limits gets at once; more would wait in its stream while others are idle. */
    private static final int SERIAL_ACTIVITIES = 4;

    private static final int SERIAL_TURNS = 8;

    private final TaskHubEngine engine;
    private final DiskRoom room;
    private final Executor sending;
    private final Set<WorkItemStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perdure-grpc-pings");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closing;

    /** @param sending sends batches, to workers that take them */
    WorkerStreams(TaskHubEngine engine, Duration healthPing, DiskRoom room, Executor sending) {
        this.engine = engine;
        this.room = room;
        this.sending = sending;
        // All at once: as many wake-ups as there are streams would keep a machine at rest awake.
        var unused = pings.scheduleAtFixedRate(
                this::ping, healthPing.toMillis(), healthPing.toMillis(), TimeUnit.MILLISECONDS);
        room.whenLow(() -> streams.forEach(this::endIfLow));
    }

    void open(GetWorkItemsRequest request, Caller caller, ServerCallStreamObserver<WorkItem> observer) {
        WorkItemStream stream =
                new WorkItemStream(observer, request.getPerdureWorker().getTakesBatches() ? sending : null);
        if (room.refusal().isPresent()) {
            // Before the engine knows of the worker, or it would hand it work, and count that as lost.
            endIfLow(stream);
            return;
        }
        streams.add(stream);
        String name = request.hasPerdureWorker()
                ? request.getPerdureWorker().getWorkerId()
                : (caller.workerId() + " " + caller.userAgent()).strip();
        LOG.info("Worker {} connected.", name);
        stream.onEnd(() -> {
            streams.remove(stream);
            LOG.info("Worker {} disconnected.", name);
        });
        try {
            stream.connected(engine.connect(
                    withinReason(request, caller),
                    Reach.REMOTE,
                    new WorkerIdentity(caller.workerId(), caller.userAgent(), caller.peer(), isSerial(request, caller)),
                    stream));
        } catch (RuntimeException e) {
            LOG.warn("A worker could not be connected.", e);
            stream.onClosed(e);
        }
        if (closing) {
            stream.onClosed(null);
        }
        endIfLow(stream);
    }

    private static boolean isSerial(GetWorkItemsRequest request, Caller caller) {
        return !request.hasPerdureWorker() && caller.isSerialWorker();
    }

    private void ping() {
        for (WorkItemStream stream : streams) {
            try {
                stream.ping();
            } catch (RuntimeException e) {
                LOG.warn("A ping could not be sent.", e);
            }
        }
    }

    private static GetWorkItemsRequest withinReason(GetWorkItemsRequest request, Caller caller) {
        if (!isSerial(request, caller)) {
            return request;
        }
        GetWorkItemsRequest.Builder limited = request.toBuilder();
        if (request.getMaxConcurrentActivityWorkItems() <= 0) {
            limited.setMaxConcurrentActivityWorkItems(SERIAL_ACTIVITIES);
        }
        if (request.getMaxConcurrentOrchestrationWorkItems() <= 0) {
            limited.setMaxConcurrentOrchestrationWorkItems(SERIAL_TURNS);
        }
        return limited.build();
    }

    /** Work that is not handed out cannot make the store grow. Workers connect again and again until it is. */
    private void endIfLow(WorkItemStream stream) {
        room.refusal().ifPresent(sentence -> stream.endByHost(Status.RESOURCE_EXHAUSTED.withDescription(sentence)));
    }

    /** Ends all streams, those that come later too. Idempotent. */
    @Override
    public void close() {
        closing = true;
        streams.forEach(stream -> stream.onClosed(null));
        pings.shutdownNow();
    }
}
