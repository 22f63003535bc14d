package dev.perdure.engine;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationAction;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEntityMessageAction;
import dev.perdure.core.protocol.SendSignalAction;
import dev.perdure.core.protocol.StartNewOrchestrationAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Small entities for tests, and orchestrators that use entities, written against the protocol. */
final class EntityScripts {

    private EntityScripts() {}

    /**
     * An entity whose state is the list of the inputs it was given by {@code append}. {@code get} returns it, {@code
     * fail} fails, {@code delete} deletes it, {@code tell} signals append to the entity named, {@code start} starts the
     * orchestration named.
     */
    static EntityBatchResult journal(EntityRequest request) {
        EntityBatchResult.Builder result = EntityBatchResult.newBuilder();
        String state = request.hasEntityState() ? request.getEntityState().getValue() : null;
        for (HistoryEvent operation : request.getOperationRequestsList()) {
            String name = operation(operation);
            String input = input(operation);
            OperationResult.Builder answer = OperationResult.newBuilder();
            answer.getSuccessBuilder().setResult(StringValue.of(state == null ? "nothing" : state));
            switch (name) {
                case "append" -> state = state == null ? input : state + "," + input;
                case "delete" -> state = null;
                case "get" -> {}
                case "fail" ->
                    answer.getFailureBuilder()
                            .setFailureDetails(TaskFailureDetails.newBuilder()
                                    .setErrorType("Broken")
                                    .setErrorMessage(input));
                case "tell" ->
                    result.addActions(OperationAction.newBuilder()
                            .setSendSignal(SendSignalAction.newBuilder()
                                    .setInstanceId(input)
                                    .setName("append")
                                    .setInput(StringValue.of("told"))));
                case "start" ->
                    result.addActions(OperationAction.newBuilder()
                            .setStartNewOrchestration(StartNewOrchestrationAction.newBuilder()
                                    .setInstanceId(input)
                                    .setName("read")
                                    .setInput(StringValue.of(request.getInstanceId()))));
                default -> throw new AssertionError("no such operation: " + name);
            }
            result.addResults(answer);
        }
        if (state != null) {
            result.setEntityState(StringValue.of(state));
        }
        return result.build();
    }

    static String operation(HistoryEvent event) {
        return event.hasEntityOperationCalled()
                ? event.getEntityOperationCalled().getOperation()
                : event.getEntityOperationSignaled().getOperation();
    }

    static String input(HistoryEvent event) {
        return event.hasEntityOperationCalled()
                ? event.getEntityOperationCalled().getInput().getValue()
                : event.getEntityOperationSignaled().getInput().getValue();
    }

    /** Calls one operation of the entity that its input names, and returns what came of it. */
    static Scripts.Script calling(String operation, String input) {
        return (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(call(0, inputOf(past, fresh), operation, input));
            }
            return fresh.stream()
                    .filter(e -> e.hasEntityOperationCompleted() || e.hasEntityOperationFailed())
                    .map(e -> Scripts.complete(
                            e.hasEntityOperationCompleted()
                                    ? e.getEntityOperationCompleted()
                                            .getOutput()
                                            .getValue()
                                    : "failed: "
                                            + e.getEntityOperationFailed()
                                                    .getFailureDetails()
                                                    .getErrorMessage()))
                    .limit(1)
                    .toList();
        };
    }

    /**
     * Takes the locks of the entities that its input lists, and once it has them appends its own id to each, one after
     * the other; waits for an event named {@code leave} if {@code holding}; then gives them back and ends.
     */
    static Scripts.Script inCriticalSection(boolean holding) {
        return (past, fresh) -> {
            List<String> ids = List.of(inputOf(past, fresh).split(" "));
            List<HistoryEvent> all =
                    Stream.concat(past.stream(), fresh.stream()).toList();
            String self = all.stream()
                    .filter(HistoryEvent::hasExecutionStarted)
                    .findFirst()
                    .orElseThrow()
                    .getExecutionStarted()
                    .getOrchestrationInstance()
                    .getInstanceId();
            boolean granted = all.stream().anyMatch(HistoryEvent::hasEntityLockGranted);
            if (past.isEmpty()) {
                return List.of(lock(0, "section of " + self, ids));
            }
            int done = (int) Scripts.count(all, HistoryEvent::hasEntityOperationCompleted);
            boolean called = Scripts.count(past, HistoryEvent::hasEntityOperationCalled) > done;
            if (!granted || called) {
                return List.of();
            }
            if (done < ids.size()) {
                return List.of(call(1 + done, ids.get(done), "append", self));
            }
            if (holding && all.stream().noneMatch(HistoryEvent::hasEventRaised)) {
                return List.of();
            }
            List<OrchestratorAction> last = new ArrayList<>();
            for (String id : Set.copyOf(ids)) {
                last.add(unlock(100, "section of " + self, id));
            }
            last.add(Scripts.complete("\"left\""));
            return last;
        };
    }

    static String inputOf(List<HistoryEvent> past, List<HistoryEvent> fresh) {
        return Stream.concat(past.stream(), fresh.stream())
                .filter(HistoryEvent::hasExecutionStarted)
                .findFirst()
                .orElseThrow()
                .getExecutionStarted()
                .getInput()
                .getValue();
    }

    static OrchestratorAction call(int id, String target, String operation, @Nullable String input) {
        EntityOperationCalledEvent.Builder call = EntityOperationCalledEvent.newBuilder()
                .setRequestId("request-" + id)
                .setOperation(operation)
                .setTargetInstanceId(StringValue.of(target));
        if (input != null) {
            call.setInput(StringValue.of(input));
        }
        return action(id, SendEntityMessageAction.newBuilder().setEntityOperationCalled(call));
    }

    static OrchestratorAction signal(int id, String target, String operation, String input) {
        return action(
                id,
                SendEntityMessageAction.newBuilder()
                        .setEntityOperationSignaled(EntityOperationSignaledEvent.newBuilder()
                                .setRequestId("request-" + id)
                                .setOperation(operation)
                                .setInput(StringValue.of(input))
                                .setTargetInstanceId(StringValue.of(target))));
    }

    static OrchestratorAction lock(int id, String section, List<String> lockSet) {
        return action(
                id,
                SendEntityMessageAction.newBuilder()
                        .setEntityLockRequested(EntityLockRequestedEvent.newBuilder()
                                .setCriticalSectionId(section)
                                .addAllLockSet(lockSet)));
    }

    static OrchestratorAction unlock(int id, String section, String target) {
        return action(
                id,
                SendEntityMessageAction.newBuilder()
                        .setEntityUnlockSent(EntityUnlockSentEvent.newBuilder()
                                .setCriticalSectionId(section)
                                .setTargetInstanceId(StringValue.of(target))));
    }

    private static OrchestratorAction action(int id, SendEntityMessageAction.Builder message) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setSendEntityMessage(message)
                .build();
    }
}
