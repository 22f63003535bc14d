package dev.perdure.sdk.grpc;

import dev.perdure.core.protocol.AbandonActivityTaskRequest;
import dev.perdure.core.protocol.AbandonEntityTaskRequest;
import dev.perdure.core.protocol.AbandonOrchestrationTaskRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceStub;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of work items over a channel of its own, and the completions beside it. Thread-safe. */
final class GrpcConnection implements WorkerConnection, ClientResponseObserver<GetWorkItemsRequest, WorkItem> {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcConnection.class);
    private static final Duration COMPLETION_DEADLINE = Duration.ofSeconds(30);
    private static final int CHECKS_PER_SILENCE = 8;

    private final Channels channels;
    private final ManagedChannel channel;
    private final TaskHubSidecarServiceStub stub;
    private final WorkItemListener listener;
    private final LongSupplier nanoClock;
    private final Consumer<GrpcConnection> whenEnded;
    private final CompletionStream completionStream;
    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile long lastHeardNanos;
    private volatile @Nullable HostUnreachableException silence;
    private volatile @Nullable ClientCallStreamObserver<GetWorkItemsRequest> stream;
    private volatile @Nullable Future<?> silenceCheck;

    GrpcConnection(
            Channels channels,
            ManagedChannel channel,
            WorkItemListener listener,
            LongSupplier nanoClock,
            Consumer<GrpcConnection> whenEnded) {
        this.channels = channels;
        this.channel = channel;
        this.stub = TaskHubSidecarServiceGrpc.newStub(channel);
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.whenEnded = whenEnded;
        this.completionStream = new CompletionStream(
                channels,
                COMPLETION_DEADLINE,
                nanoClock,
                task -> Thread.ofVirtual().name("perdure-completions").start(task));
    }

    /** Asks for work. */
    void open(GetWorkItemsRequest request, Duration silenceMax, ScheduledExecutorService scheduler) {
        lastHeardNanos = nanoClock.getAsLong();
        completionStream.open(stub, scheduler);
        stub.getWorkItems(request, this);
        long periodMillis = Math.max(1, silenceMax.toMillis() / CHECKS_PER_SILENCE);
        try {
            silenceCheck = scheduler.scheduleWithFixedDelay(
                    () -> checkSilence(silenceMax), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The host object was closed meanwhile.", e);
            close();
        }
        if (ended.get()) {
            stopChecking();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GetWorkItemsRequest> requestStream) {
        stream = requestStream;
    }

    @Override
    public void onNext(WorkItem item) {
        lastHeardNanos = nanoClock.getAsLong();
        take(item);
        item.getPerdureMoreList().forEach(this::take);
    }

    private void take(WorkItem item) {
        if (ended.get()) {
            return;
        }
        if (item.getOrchestratorRequest().getRequiresHistoryStreaming()) {
            new StreamedHistory(item, this::handOn, this::giveBack).readFrom(stub);
        } else {
            handOn(item);
        }
    }

    private void handOn(WorkItem item) {
        if (ended.get()) {
            return;
        }
        try {
            listener.onWorkItem(item);
        } catch (RuntimeException e) {
            LOG.error("A work item of kind {} could not be taken on.", item.getRequestCase(), e);
        }
    }

    private void giveBack(WorkItem item, String why) {
        LOG.warn(
                "A turn of instance {} is given back: {}",
                item.getOrchestratorRequest().getInstanceId(),
                why);
        // The host takes it back by itself if it does not hear of this.
        var unused = abandonTurn(item.getCompletionToken());
    }

    @Override
    public void onError(Throwable cause) {
        HostUnreachableException silent = silence;
        end(silent == null ? channels.unreachable(cause) : silent);
    }

    @Override
    public void onCompleted() {
        end(null);
    }

    @Override
    public CompletableFuture<Void> completeTurn(OrchestratorResponse response) {
        CompletableFuture<Void> streamed = completionStream.completeTurn(response);
        if (streamed != null) {
            return streamed;
        }
        Reply reply = new Reply();
        completions().completeOrchestratorTask(MessageLimit.applied(response), reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> completeActivity(ActivityResponse response) {
        CompletableFuture<Void> streamed = completionStream.completeActivity(response);
        if (streamed != null) {
            return streamed;
        }
        Reply reply = new Reply();
        completions().completeActivityTask(MessageLimit.applied(response), reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> completeEntity(EntityBatchResult result) {
        Reply reply = new Reply();
        completions().completeEntityTask(MessageLimit.applied(result), reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> heartbeat(PerdureHeartbeatRequest beat) {
        Reply reply = new Reply();
        completions().perdureHeartbeat(beat, reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> abandonTurn(String completionToken) {
        Reply reply = new Reply();
        completions()
                .abandonTaskOrchestratorWorkItem(
                        AbandonOrchestrationTaskRequest.newBuilder()
                                .setCompletionToken(completionToken)
                                .build(),
                        reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> abandonActivity(String completionToken) {
        Reply reply = new Reply();
        completions()
                .abandonTaskActivityWorkItem(
                        AbandonActivityTaskRequest.newBuilder()
                                .setCompletionToken(completionToken)
                                .build(),
                        reply.observer());
        return reply;
    }

    @Override
    public CompletableFuture<Void> abandonEntity(String completionToken) {
        Reply reply = new Reply();
        completions()
                .abandonTaskEntityWorkItem(
                        AbandonEntityTaskRequest.newBuilder()
                                .setCompletionToken(completionToken)
                                .build(),
                        reply.observer());
        return reply;
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            cancelStream("The worker has closed the connection.", null);
            release();
        }
    }

    private TaskHubSidecarServiceStub completions() {
        return stub.withDeadlineAfter(COMPLETION_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void checkSilence(Duration silenceMax) {
        if (nanoClock.getAsLong() - lastHeardNanos > silenceMax.toNanos() && silence == null) {
            HostUnreachableException cause = new HostUnreachableException(
                    "The host at " + channels.target() + " has sent neither work nor a ping for " + silenceMax + ".",
                    null);
            silence = cause;
            // The listener hears of it from the stream's own thread, after the last item.
            cancelStream("silence", cause);
        }
    }

    private void cancelStream(String why, @Nullable Throwable cause) {
        ClientCallStreamObserver<GetWorkItemsRequest> open = stream;
        if (open != null) {
            open.cancel(why, cause);
        }
    }

    private void end(@Nullable HostUnreachableException cause) {
        if (ended.compareAndSet(false, true)) {
            release();
            listener.onClosed(cause);
        }
    }

    private void release() {
        stopChecking();
        whenEnded.accept(this);
        // Completions under way go on, within their deadline.
        completionStream.close();
        channel.shutdown();
    }

    private void stopChecking() {
        Future<?> check = silenceCheck;
        if (check != null) {
            check.cancel(false);
        }
    }

    /** The answer to one call. */
    private final class Reply extends CompletableFuture<Void> {

        <T> StreamObserver<T> observer() {
            return new StreamObserver<>() {
                @Override
                public void onNext(T value) {
                    // That there is an answer says it all.
                }

                @Override
                public void onError(Throwable cause) {
                    completeExceptionally(channels.unreachable(cause));
                }

                @Override
                public void onCompleted() {
                    complete(null);
                }
            };
        }
    }
}
