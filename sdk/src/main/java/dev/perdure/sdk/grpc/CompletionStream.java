package dev.perdure.sdk.grpc;

import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureCompletion;
import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceStub;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The completions of one connection on one stream, where the host serves that; other hosts get a call for each, and so do
 * completions that are large. One that has no confirmation when the stream ends, or its deadline passes, has failed.
 *
 * <p>Thread-safe.
 */
final class CompletionStream implements ClientResponseObserver<PerdureCompletionBatch, PerdureConfirmations> {

    /** Larger ones would hold up those behind them. */
    static final int BYTES_MAX = 64 * 1024;

    /** A host takes much more; yet one message is to be read at one go. */
    private static final int BATCH_BYTES_MAX = 1024 * 1024;

    /** A deadline is noticed this part of it late at most. */
    private static final int CHECKS_PER_DEADLINE = 6;

    private record Sent(CompletableFuture<Void> reply, long nanos) {}

    private final Channels channels;
    private final Duration deadline;
    private final LongSupplier nanoClock;
    private final Executor sending;
    private final ReentrantLock lock = new ReentrantLock();
    /** By number, the oldest first. Bounded by what a worker has in flight. */
    private final Map<Long, Sent> sent = new LinkedHashMap<>();

    /** Those of {@link #sent} that are still to be sent. */
    private final Queue<PerdureCompletion> waiting = new ArrayDeque<>();

    private @Nullable ClientCallStreamObserver<PerdureCompletionBatch> stream;
    private @Nullable Future<?> check;
    private long lastNumber;
    private boolean sendingLater;
    private boolean served;
    private boolean closed;
    private boolean over;

    /** @param sending runs what sends completions, a little later, so that those that fall together travel together */
    CompletionStream(Channels channels, Duration deadline, LongSupplier nanoClock, Executor sending) {
        this.channels = channels;
        this.deadline = deadline;
        this.nanoClock = nanoClock;
        this.sending = sending;
    }

    /** Asks the host whether it serves this; until it says so, nothing is sent here. */
    void open(TaskHubSidecarServiceStub stub, ScheduledExecutorService scheduler) {
        var unused = stub.perdureCompletions(this);
        long periodMillis = Math.max(1, deadline.toMillis() / CHECKS_PER_DEADLINE);
        Future<?> checking;
        try {
            checking = scheduler.scheduleWithFixedDelay(
                    this::failOverdue, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            close();
            return;
        }
        lock.lock();
        try {
            check = checking;
            if (over) {
                checking.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PerdureCompletionBatch> requestStream) {
        lock.lock();
        try {
            stream = requestStream;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the answer to a turn; null if it cannot go here. */
    @Nullable
    CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
        return response.getSerializedSize() > BYTES_MAX
                ? null
                : send(PerdureCompletion.newBuilder().setTurn(response));
    }

    /** Sends the answer to an activity; null if it cannot go here. */
    @Nullable
    CompletableFuture<Void> completeActivity(ActivityResponse response) {
        return response.getSerializedSize() > BYTES_MAX
                ? null
                : send(PerdureCompletion.newBuilder().setActivity(response));
    }

    private @Nullable CompletableFuture<Void> send(PerdureCompletion.Builder completion) {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        boolean first;
        lock.lock();
        try {
            if (!served || closed || stream == null) {
                return null;
            }
            long number = ++lastNumber;
            sent.put(number, new Sent(reply, nanoClock.getAsLong()));
            waiting.add(completion.setNumber(number).build());
            first = !sendingLater;
            sendingLater = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            sending.execute(this::sendWaiting);
        }
        return reply;
    }

    private void sendWaiting() {
        lock.lock();
        try {
            sendingLater = false;
            while (served && stream != null && !waiting.isEmpty()) {
                PerdureCompletionBatch.Builder batch = PerdureCompletionBatch.newBuilder();
                int bytes = 0;
                while (!waiting.isEmpty() && bytes < BATCH_BYTES_MAX) {
                    PerdureCompletion next = waiting.remove();
                    bytes += next.getSerializedSize();
                    batch.addCompletions(next);
                }
                stream.onNext(batch.build());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onNext(PerdureConfirmations confirmations) {
        Sent[] confirmed = new Sent[confirmations.getNumbersCount()];
        lock.lock();
        try {
            served = true;
            for (int i = 0; i < confirmed.length; i++) {
                confirmed[i] = sent.remove(confirmations.getNumbers(i));
            }
        } finally {
            lock.unlock();
        }
        for (Sent one : confirmed) {
            if (one != null) {
                one.reply().complete(null);
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        ended(channels.unreachable(cause));
    }

    @Override
    public void onCompleted() {
        ended(new HostUnreachableException(
                "The host at " + channels.target() + " has ended the stream of completions without a confirmation.",
                null));
    }

    /** Sends nothing more here. What is under way may still be confirmed, within its deadline. Idempotent. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                sendWaiting();
                closed = true;
                if (stream != null) {
                    stream.onCompleted();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(HostUnreachableException cause) {
        List<Sent> lost;
        lock.lock();
        try {
            closed = true;
            over = true;
            served = false;
            waiting.clear();
            lost = List.copyOf(sent.values());
            sent.clear();
            if (check != null) {
                check.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        lost.forEach(one -> one.reply().completeExceptionally(cause));
    }

    /** A stream with an overdue completion is given up: what it carries has failed, and what follows goes by calls. */
    void failOverdue() {
        ClientCallStreamObserver<PerdureCompletionBatch> late = null;
        lock.lock();
        try {
            long oldest = nanoClock.getAsLong() - deadline.toNanos();
            if (!sent.isEmpty() && sent.values().iterator().next().nanos() - oldest <= 0) {
                late = stream;
                served = false;
            }
        } finally {
            lock.unlock();
        }
        if (late != null) {
            late.cancel(
                    "A completion has no confirmation after " + deadline + ".", Status.DEADLINE_EXCEEDED.asException());
        }
    }
}
