package dev.perdure.host.grpc;

import com.google.protobuf.StringValue;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.core.InstanceId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.CreateInstanceRequest;
import dev.perdure.core.protocol.CreateInstanceResponse;
import dev.perdure.core.protocol.OrchestrationIdReusePolicy;
import dev.perdure.core.protocol.RaiseEventRequest;
import dev.perdure.core.protocol.RaiseEventResponse;
import dev.perdure.core.protocol.RestartInstanceRequest;
import dev.perdure.core.protocol.RestartInstanceResponse;
import dev.perdure.core.protocol.ResumeRequest;
import dev.perdure.core.protocol.ResumeResponse;
import dev.perdure.core.protocol.RewindInstanceRequest;
import dev.perdure.core.protocol.RewindInstanceResponse;
import dev.perdure.core.protocol.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.core.protocol.SkipGracefulOrchestrationTerminationsResponse;
import dev.perdure.core.protocol.SuspendRequest;
import dev.perdure.core.protocol.SuspendResponse;
import dev.perdure.core.protocol.TerminateRequest;
import dev.perdure.core.protocol.TerminateResponse;
import dev.perdure.engine.IdReuse;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.host.rules.BrokenRuleException;
import dev.perdure.host.rules.KnownOrchestrators;
import dev.perdure.host.rules.Names;
import dev.perdure.host.rules.TagRules;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What clients change about instances: from the protocol's messages to the engine and back.
 *
 * <p>Thread-safe. Refusals are thrown, or complete the future.
 */
final class InstanceCalls {

    /** How many instances one request may name. */
    static final int BATCH_MAX = 500;

    private static final int OLD_REUSE_ACTION_FIELD = 2;

    private static final String KEY_OF_EXECUTION = "execution:";
    private static final int EXECUTION_ID_MAX = 200;

    private final TaskHubEngine engine;
    private final KnownOrchestrators known;
    private final Payloads payloads;

    InstanceCalls(TaskHubEngine engine, GrpcDoorOptions.Rules rules) {
        this.engine = engine;
        this.known = new KnownOrchestrators(rules.strictNames(), engine::announcedOrchestrators);
        this.payloads = new Payloads(rules.payloadBytesMax());
    }

    CompletableFuture<CreateInstanceResponse> start(CreateInstanceRequest request) {
        String instanceId = request.getInstanceId().isEmpty()
                ? InstanceId.random()
                : InstanceId.requireValid(request.getInstanceId());
        Names.requireValid("orchestrator name", request.getName());
        String version = text(request.hasVersion(), request.getVersion());
        if (version != null && !version.isEmpty()) {
            Names.requireValid("version", version);
        }
        TagRules.requireValid(request.getTagsMap());
        IdReuse reuse = reuse(request);
        known.requireKnown(request.getName());
        return engine.start(new StartRequest(
                        instanceId,
                        request.getName(),
                        version,
                        payloads.text("input", request.hasInput(), request.getInput()),
                        scheduledStart(request),
                        request.getTagsMap(),
                        request.hasParentTraceContext()
                                ? request.getParentTraceContext().getTraceParent()
                                : null,
                        text(
                                request.getParentTraceContext().hasTraceState(),
                                request.getParentTraceContext().getTraceState()),
                        key(request),
                        reuse))
                .thenApply(outcome -> CreateInstanceResponse.newBuilder()
                        .setInstanceId(Answers.done(outcome).instanceId())
                        .build());
    }

    /** A client that names the execution means one start, however often it sends it. */
    private static @Nullable RequestKey key(CreateInstanceRequest request) {
        String executionId = request.getExecutionId().getValue();
        if (executionId.isEmpty()) {
            return null;
        }
        if (executionId.length() > EXECUTION_ID_MAX) {
            throw new BrokenRuleException("The execution id has " + executionId.length() + " characters; at most "
                    + EXECUTION_ID_MAX + " are allowed.");
        }
        return new RequestKey(KEY_OF_EXECUTION + executionId, 0);
    }

    /** Some clients always send a time; 1970 stands for none. Any time past is now, which the engine sees by itself. */
    private static @Nullable Instant scheduledStart(CreateInstanceRequest request) {
        Instant asked = Times.instant(request.hasScheduledStartTimestamp(), request.getScheduledStartTimestamp());
        return asked == null || asked.getEpochSecond() <= 0 ? null : asked;
    }

    private static IdReuse reuse(CreateInstanceRequest request) {
        if (!request.hasOrchestrationIdReusePolicy()) {
            return IdReuse.DEFAULT;
        }
        OrchestrationIdReusePolicy policy = request.getOrchestrationIdReusePolicy();
        UnknownFieldSet.Field action = policy.getUnknownFields().getField(OLD_REUSE_ACTION_FIELD);
        List<Long> values = action.getVarintList();
        int oldAction = values.isEmpty() ? 0 : values.getLast().intValue();
        Set<RuntimeStatus> replaceable = StateMessages.statuses(policy.getReplaceableStatusList());
        try {
            return IdReuse.ofPolicy(replaceable, oldAction);
        } catch (IllegalArgumentException e) {
            throw new BrokenRuleException(String.valueOf(e.getMessage()));
        }
    }

    /** An event for one that has ended is dropped, as in the family. */
    CompletableFuture<RaiseEventResponse> raiseEvent(RaiseEventRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        Names.requireValid("event name", request.getName());
        return engine.raiseEvent(
                        instanceId,
                        request.getName(),
                        payloads.text("input", request.hasInput(), request.getInput()),
                        null)
                .thenApply(
                        outcome -> unless(outcome, Outcome.Reason.FINISHED, RaiseEventResponse.getDefaultInstance()));
    }

    /** What has ended or never was has nothing left to end: both are fine, as in the family. */
    CompletableFuture<TerminateResponse> terminate(TerminateRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        return engine.terminate(
                        instanceId,
                        payloads.text("output", request.hasOutput(), request.getOutput()),
                        request.getRecursive(),
                        null)
                .thenApply(outcome -> outcome instanceof Outcome.Rejected(Outcome.Reason reason, String message)
                                && reason == Outcome.Reason.NOT_FOUND
                        ? TerminateResponse.getDefaultInstance()
                        : unless(outcome, Outcome.Reason.FINISHED, TerminateResponse.getDefaultInstance()));
    }

    CompletableFuture<SuspendResponse> suspend(SuspendRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        return engine.suspend(instanceId, payloads.text("reason", request.hasReason(), request.getReason()), null)
                .thenApply(outcome -> unlessThereAlready(outcome, SuspendResponse.getDefaultInstance()));
    }

    CompletableFuture<ResumeResponse> resume(ResumeRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        return engine.resume(instanceId, payloads.text("reason", request.hasReason(), request.getReason()), null)
                .thenApply(outcome -> unlessThereAlready(outcome, ResumeResponse.getDefaultInstance()));
    }

    CompletableFuture<RewindInstanceResponse> rewind(RewindInstanceRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        return engine.rewind(instanceId, payloads.text("reason", request.hasReason(), request.getReason()), null)
                .thenApply(outcome -> {
                    Outcome.Done unused = Answers.done(outcome);
                    return RewindInstanceResponse.getDefaultInstance();
                });
    }

    /** The same id only once the instance has ended; with a new id the old instance may go on. */
    CompletableFuture<RestartInstanceResponse> restart(RestartInstanceRequest request) {
        String instanceId = InstanceId.requireValid(request.getInstanceId());
        String restartedId = request.getRestartWithNewInstanceId() ? InstanceId.random() : instanceId;
        return engine.restart(instanceId, restartedId, null).thenApply(outcome -> {
            if (outcome instanceof Outcome.Rejected(Outcome.Reason reason, String message)
                    && reason == Outcome.Reason.ALREADY_EXISTS) {
                throw Status.FAILED_PRECONDITION.withDescription(message).asRuntimeException();
            }
            return RestartInstanceResponse.newBuilder()
                    .setInstanceId(Answers.done(outcome).instanceId())
                    .build();
        });
    }

    /** Ends instances without their workers, which is how they always end here; names those that it did not end. */
    CompletableFuture<SkipGracefulOrchestrationTerminationsResponse> skipGraceful(
            SkipGracefulOrchestrationTerminationsRequest request) {
        List<String> ids = batch(request.getInstanceBatch().getInstanceIdsList());
        ids.forEach(InstanceId::requireValid);
        String reason = payloads.text("reason", request.hasReason(), request.getReason());
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (String id : ids) {
            outcomes.add(engine.terminate(id, reason, null));
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    var response = SkipGracefulOrchestrationTerminationsResponse.newBuilder();
                    for (int i = 0; i < ids.size(); i++) {
                        if (outcomes.get(i).join() instanceof Outcome.Rejected) {
                            response.addUnterminatedInstanceIds(ids.get(i));
                        }
                    }
                    return response.build();
                });
    }

    /** @throws BrokenRuleException if it names too many */
    static List<String> batch(List<String> instanceIds) {
        if (instanceIds.size() > BATCH_MAX) {
            throw new BrokenRuleException("The request names " + instanceIds.size() + " instances; at most " + BATCH_MAX
                    + " are allowed. Send them in parts.");
        }
        return instanceIds;
    }

    private static <T> T unless(Outcome outcome, Outcome.Reason fine, T response) {
        if (outcome instanceof Outcome.Rejected rejected && rejected.reason() == fine) {
            return response;
        }
        Outcome.Done unused = Answers.done(outcome);
        return response;
    }

    /** Suspending what is suspended, resuming what is not, and either of what has ended, changes nothing and is fine. */
    private static <T> T unlessThereAlready(Outcome outcome, T response) {
        return outcome instanceof Outcome.Rejected rejected && rejected.reason() == Outcome.Reason.WRONG_STATE
                ? response
                : unless(outcome, Outcome.Reason.FINISHED, response);
    }

    private static @Nullable String text(boolean present, StringValue value) {
        return present ? value.getValue() : null;
    }
}
