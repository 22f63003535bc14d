package dev.perdure.host.grpc;

import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.Outcome;
import dev.perdure.host.rules.BrokenRuleException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered: with a message, or with a status and a sentence, never with a stack trace. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Answers with what {@code asking} comes to. */
    static <T> void give(Supplier<CompletableFuture<T>> asking, StreamObserver<T> observer) {
        CompletableFuture<T> answer;
        try {
            answer = asking.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        // The result of whenComplete is not needed: the observer has been told.
        var unused = answer.whenComplete((response, failure) -> {
            if (observer instanceof ServerCallStreamObserver<T> call && call.isCancelled()) {
                return;
            }
            if (failure == null) {
                observer.onNext(response);
                observer.onCompleted();
            } else {
                observer.onError(status(failure).asRuntimeException());
            }
        });
    }

    /** As {@link #give}, of something that is known at once. */
    static <T> void now(Supplier<T> asking, StreamObserver<T> observer) {
        give(() -> CompletableFuture.completedFuture(asking.get()), observer);
    }

    /**
     * Lets what took effect pass.
     *
     * @throws StatusRuntimeException for what was refused
     */
    static Outcome.Done done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> done;
            case Outcome.Rejected rejected -> throw refusal(rejected).asRuntimeException();
        };
    }

    /** The status of a refusal. */
    static Status refusal(Outcome.Rejected rejected) {
        Status status = switch (rejected.reason()) {
            case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
            case NOT_FOUND -> Status.NOT_FOUND;
            case FINISHED, WRONG_STATE, KEY_REUSED -> Status.FAILED_PRECONDITION;
            case OVERLOADED -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
        };
        return status.withDescription(rejected.message());
    }

    private static Status status(Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        return switch (cause) {
            case StatusRuntimeException e -> e.getStatus();
            case BrokenRuleException e -> Status.INVALID_ARGUMENT.withDescription(e.getMessage());
            case InvalidInstanceIdException e -> Status.INVALID_ARGUMENT.withDescription(e.getMessage());
            case EngineStoppedException e ->
                Status.UNAVAILABLE.withDescription("The host is stopping; ask again once it is back.");
            case CancellationException e -> Status.CANCELLED.withDescription("The call was cancelled.");
            default -> unexpected(cause);
        };
    }

    private static Status unexpected(Throwable cause) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("A gRPC call failed (error {}).", id, cause);
        return Status.INTERNAL.withDescription("The host failed to answer; its log tells more under error " + id + ".");
    }
}
