package dev.perdure.host.grpc;

import dev.perdure.core.protocol.PerdureCompletion;
import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.engine.TaskHubEngine;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker's completions on one stream, each confirmed by its number once the engine has made it durable or ignored it.
 * Confirmations that fall together travel together.
 *
 * <p>Thread-safe, though a stream's messages come one at a time.
 */
final class CompletionStream implements StreamObserver<PerdureCompletionBatch> {

    /** Confirmations that may wait for a worker that does not read them; beyond, its stream is ended. */
    static final int WAITING_MAX = 100_000;

    private final TaskHubEngine engine;
    private final AnswerLimits limits;
    private final Executor sending;
    private final ServerCallStreamObserver<PerdureConfirmations> worker;
    private final Consumer<CompletionStream> whenEnded;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Long> confirmed = new ArrayList<>();
    private int atEngine;
    private boolean sendingLater;
    private boolean draining;
    private boolean ended;

    CompletionStream(
            TaskHubEngine engine,
            AnswerLimits limits,
            Executor sending,
            ServerCallStreamObserver<PerdureConfirmations> worker,
            Consumer<CompletionStream> whenEnded) {
        this.engine = engine;
        this.limits = limits;
        this.sending = sending;
        this.worker = worker;
        this.whenEnded = whenEnded;
        worker.setOnCancelHandler(() -> end(null));
        worker.setOnReadyHandler(this::send);
    }

    /** Tells the worker that this host takes completions here. */
    void open() {
        lock.lock();
        try {
            worker.onNext(PerdureConfirmations.getDefaultInstance());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onNext(PerdureCompletionBatch batch) {
        lock.lock();
        try {
            if (ended || draining) {
                return;
            }
            atEngine += batch.getCompletionsCount();
        } finally {
            lock.unlock();
        }
        batch.getCompletionsList().forEach(this::take);
    }

    private void take(PerdureCompletion completion) {
        CompletableFuture<Void> done;
        try {
            done = switch (completion.getCompletionCase()) {
                case TURN -> engine.completeTurn(limits.within(completion.getTurn()));
                case ACTIVITY -> engine.completeActivity(limits.within(completion.getActivity()));
                case COMPLETION_NOT_SET -> CompletableFuture.completedFuture(null);
            };
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        // The result of whenComplete is not needed: the worker has been told.
        var unused = done.whenComplete((nothing, failure) -> over(completion.getNumber(), failure));
    }

    private void over(long number, @Nullable Throwable failure) {
        boolean overflow;
        boolean first;
        lock.lock();
        try {
            atEngine--;
            if (ended) {
                return;
            }
            confirmed.add(number);
            overflow = confirmed.size() > WAITING_MAX;
            first = !sendingLater;
            sendingLater = true;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            end(Status.UNAVAILABLE.withDescription(
                    "The host is stopping; completions without a confirmation are to be sent again."));
        } else if (overflow) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(
                    WAITING_MAX + " confirmations wait unread on this stream. Read them."));
        } else if (first) {
            sending.execute(this::send);
        }
    }

    private void send() {
        boolean last;
        lock.lock();
        try {
            sendingLater = false;
            if (ended) {
                return;
            }
            if (!confirmed.isEmpty() && worker.isReady()) {
                worker.onNext(PerdureConfirmations.newBuilder()
                        .addAllNumbers(confirmed)
                        .build());
                confirmed = new ArrayList<>();
            }
            last = draining && atEngine == 0 && confirmed.isEmpty();
        } finally {
            lock.unlock();
        }
        if (last) {
            end(Status.OK);
        }
    }

    /** Takes no more; ends the stream once what came is confirmed. Idempotent. */
    void drain() {
        lock.lock();
        try {
            draining = true;
        } finally {
            lock.unlock();
        }
        send();
    }

    @Override
    public void onError(Throwable cause) {
        end(null);
    }

    @Override
    public void onCompleted() {
        drain();
    }

    /** Ends the stream with this status; null if it is gone already. Idempotent. */
    private void end(@Nullable Status status) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            confirmed = List.of();
            if (status != null && status.isOk()) {
                worker.onCompleted();
            } else if (status != null) {
                worker.onError(status.asRuntimeException());
            }
        } finally {
            lock.unlock();
        }
        whenEnded.accept(this);
    }
}
