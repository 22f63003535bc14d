package dev.perdure.host.grpc;

import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.StreamInstanceHistoryRequest;
import dev.perdure.engine.HistoryPart;
import dev.perdure.engine.TaskHubEngine;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sends the history of one instance in chunks, reading on only as the client takes them, so that a long history is never
 * whole in memory. A chunk has at most {@value #CHUNK_BYTES_MAX} bytes, unless a single event has more.
 *
 * <p>Called by one thread at a time, as gRPC calls the handler of a stream.
 */
final class HistoryStream implements Runnable {

    private static final int CHUNK_BYTES_MAX = 256 * 1024;
    private static final int READ_BYTES_MAX = 4 << 20;

    private final TaskHubEngine engine;
    private final String instanceId;
    private final ServerCallStreamObserver<HistoryChunk> client;
    private final Deque<HistoryEvent> read = new ArrayDeque<>();
    private String executionId;
    private long next;
    private boolean last;
    private boolean ended;

    HistoryStream(
            TaskHubEngine engine, StreamInstanceHistoryRequest request, ServerCallStreamObserver<HistoryChunk> client) {
        this.engine = engine;
        this.instanceId = request.getInstanceId();
        this.executionId = request.getExecutionId().getValue();
        this.client = client;
    }

    /** Sends as much as the client can take now. */
    @Override
    public void run() {
        try {
            while (!ended && client.isReady()) {
                if (!read.isEmpty()) {
                    client.onNext(chunk());
                } else if (last) {
                    ended = true;
                    client.onCompleted();
                } else {
                    readOn();
                }
            }
        } catch (RuntimeException e) {
            end(Status.UNAVAILABLE
                    .withDescription("The history could not be read.")
                    .withCause(e));
        }
    }

    private void readOn() {
        Optional<HistoryPart> part = engine.history(instanceId, executionId, next, READ_BYTES_MAX);
        if (part.isEmpty()) {
            end(
                    next == 0
                            ? Status.NOT_FOUND.withDescription("There is no instance '" + instanceId + "'"
                                    + (executionId.isEmpty() ? "." : " with execution '" + executionId + "'."))
                            : Status.ABORTED.withDescription(
                                    "Instance '" + instanceId + "' has gone on to another execution; ask again."));
            return;
        }
        read.addAll(part.get().events());
        executionId = part.get().executionId();
        next = part.get().next();
        last = part.get().last();
    }

    private HistoryChunk chunk() {
        HistoryChunk.Builder chunk = HistoryChunk.newBuilder();
        long bytes = 0;
        for (HistoryEvent event = read.peek(); event != null; event = read.peek()) {
            bytes += event.getSerializedSize();
            if (bytes > CHUNK_BYTES_MAX && chunk.getEventsCount() > 0) {
                break;
            }
            chunk.addEvents(read.remove());
        }
        return chunk.build();
    }

    private void end(Status status) {
        ended = true;
        client.onError(status.asRuntimeException());
    }
}
