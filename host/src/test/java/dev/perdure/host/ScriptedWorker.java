package dev.perdure.host;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ActivityRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The answers of a worker that knows four orchestrators, made by hand from the protocol and nothing else: {@code Echo}
 * completes with its input, {@code Fails} fails, {@code Waits} completes with the first event named {@code go}, and
 * {@code Shouts} completes with the result of the activity {@code Shout}, which turns its input to upper case.
 */
public final class ScriptedWorker {

    private ScriptedWorker() {}

    public static GetWorkItemsRequest announcement() {
        return GetWorkItemsRequest.newBuilder()
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .setWorkerId("scripted")
                        .addOrchestrators("Echo")
                        .addOrchestrators("Fails")
                        .addOrchestrators("Waits")
                        .addOrchestrators("Shouts")
                        .addActivities("Shout"))
                .build();
    }

    public static ActivityResponse answer(ActivityRequest request, String token) {
        return ActivityResponse.newBuilder()
                .setInstanceId(request.getOrchestrationInstance().getInstanceId())
                .setTaskId(request.getTaskId())
                .setCompletionToken(token)
                .setResult(StringValue.of(request.getInput().getValue().toUpperCase(Locale.ROOT)))
                .build();
    }

    public static OrchestratorResponse answer(OrchestratorRequest request, String token) {
        List<HistoryEvent> history = new ArrayList<>(request.getPastEventsList());
        history.addAll(request.getNewEventsList());
        var started = history.stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .findFirst()
                .orElseThrow()
                .getExecutionStarted();
        OrchestratorResponse.Builder response = OrchestratorResponse.newBuilder()
                .setInstanceId(request.getInstanceId())
                .setCompletionToken(token);
        actionOf(started.getName(), started.getInput().getValue(), history).ifPresent(response::addActions);
        return response.build();
    }

    private static Optional<OrchestratorAction> actionOf(String name, String input, List<HistoryEvent> history) {
        return switch (name) {
            case "Echo" -> Optional.of(completed(input));
            case "Fails" ->
                Optional.of(ended(CompleteOrchestrationAction.newBuilder()
                        .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)
                        .setFailureDetails(TaskFailureDetails.newBuilder()
                                .setErrorType("java.lang.IllegalStateException")
                                .setErrorMessage("no luck today"))));
            case "Waits" ->
                history.stream()
                        .filter(e -> e.hasEventRaised()
                                && e.getEventRaised().getName().equals("go"))
                        .findFirst()
                        .map(e -> completed(e.getEventRaised().getInput().getValue()));
            case "Shouts" ->
                history.stream()
                        .filter(HistoryEvent::hasTaskCompleted)
                        .findFirst()
                        .map(e -> completed(e.getTaskCompleted().getResult().getValue()))
                        .or(() -> history.stream().anyMatch(HistoryEvent::hasTaskScheduled)
                                ? Optional.empty()
                                : Optional.of(OrchestratorAction.newBuilder()
                                        .setId(0)
                                        .setScheduleTask(ScheduleTaskAction.newBuilder()
                                                .setName("Shout")
                                                .setInput(StringValue.of(input)))
                                        .build()));
            default -> Optional.empty();
        };
    }

    private static OrchestratorAction completed(String result) {
        return ended(CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED)
                .setResult(StringValue.of(result)));
    }

    private static OrchestratorAction ended(CompleteOrchestrationAction.Builder end) {
        return OrchestratorAction.newBuilder()
                .setId(1_000)
                .setCompleteOrchestration(end)
                .build();
    }
}
