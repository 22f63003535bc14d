package dev.perdure.host.grpc;

import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.engine.TaskHubEngine;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * All streams of completions.
 *
 * <p>Thread-safe.
 */
final class CompletionStreams implements AutoCloseable {

    private final TaskHubEngine engine;
    private final AnswerLimits limits;
    private final Executor sending;
    private final Set<CompletionStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /** @param sending where confirmations are put together and sent */
    CompletionStreams(TaskHubEngine engine, AnswerLimits limits, Executor sending) {
        this.engine = engine;
        this.limits = limits;
        this.sending = sending;
    }

    StreamObserver<PerdureCompletionBatch> open(ServerCallStreamObserver<PerdureConfirmations> worker) {
        CompletionStream stream = new CompletionStream(engine, limits, sending, worker, streams::remove);
        streams.add(stream);
        stream.open();
        if (closing) {
            stream.drain();
        }
        return stream;
    }

    /** Takes no more completions; the streams end once those they have are confirmed. Idempotent. */
    @Override
    public void close() {
        closing = true;
        streams.forEach(CompletionStream::drain);
    }
}
