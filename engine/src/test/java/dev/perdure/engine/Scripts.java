package dev.perdure.engine;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.CreateSubOrchestrationAction;
import dev.perdure.core.protocol.CreateTimerAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.SendEventAction;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Small orchestrators for tests, written against the protocol: from the whole history to the actions of one turn. */
public final class Scripts {

    /** An orchestrator: given all events up to now, what does this turn ask for? */
    @FunctionalInterface
    public interface Script {
        List<OrchestratorAction> turn(List<HistoryEvent> past, List<HistoryEvent> fresh);
    }

    private Scripts() {}

    /** One activity after the other, then done. */
    public static Script sequence(int steps) {
        return (past, fresh) -> {
            long done = count(past, HistoryEvent::hasTaskCompleted) + count(fresh, HistoryEvent::hasTaskCompleted);
            return List.of(done == steps ? complete("\"done\"") : activity((int) done, "work"));
        };
    }

    /** Many activities at once, then done. */
    public static Script fanOut(int width) {
        return (past, fresh) -> {
            long done = count(past, HistoryEvent::hasTaskCompleted) + count(fresh, HistoryEvent::hasTaskCompleted);
            if (past.isEmpty()) {
                List<OrchestratorAction> all = new ArrayList<>();
                for (int i = 0; i < width; i++) {
                    all.add(activity(i, "work"));
                }
                return all;
            }
            return done == width ? List.of(complete("" + width)) : List.of();
        };
    }

    /** Waits for one event and returns its payload. */
    public static Script waitForEvent() {
        return (past, fresh) -> fresh.stream()
                .filter(HistoryEvent::hasEventRaised)
                .map(e -> complete(e.getEventRaised().getInput().getValue()))
                .limit(1)
                .toList();
    }

    /** Waits for a timer, measured from the first turn. */
    public static Script timer(Duration delay) {
        return (past, fresh) -> {
            if (past.isEmpty()) {
                Timestamp now = fresh.getFirst().getTimestamp();
                return List.of(OrchestratorAction.newBuilder()
                        .setId(0)
                        .setCreateTimer(CreateTimerAction.newBuilder()
                                .setFireAt(Timestamp.newBuilder()
                                        .setSeconds(now.getSeconds() + delay.toSeconds())
                                        .setNanos(now.getNanos())))
                        .build());
            }
            return fresh.stream().anyMatch(HistoryEvent::hasTimerFired) ? List.of(complete("\"fired\"")) : List.of();
        };
    }

    /** Sends one event to another instance and ends. */
    static Script send(String target, String name, String payload) {
        return (past, fresh) -> List.of(
                OrchestratorAction.newBuilder()
                        .setId(0)
                        .setSendEvent(SendEventAction.newBuilder()
                                .setInstance(OrchestrationInstance.newBuilder().setInstanceId(target))
                                .setName(name)
                                .setData(StringValue.of(payload)))
                        .build(),
                complete("\"sent\""));
    }

    /** Starts this many sub-orchestrations with ids chosen by the host, and ends when all have answered. */
    static Script children(int width, String name) {
        return (past, fresh) -> {
            if (past.isEmpty()) {
                List<OrchestratorAction> all = new ArrayList<>();
                for (int i = 0; i < width; i++) {
                    all.add(subOrchestration(i, "", name));
                }
                return all;
            }
            long done = count(past, HistoryEvent::hasSubOrchestrationInstanceCompleted)
                    + count(fresh, HistoryEvent::hasSubOrchestrationInstanceCompleted);
            return done == width ? List.of(complete("" + width)) : List.of();
        };
    }

    /** Starts one sub-orchestration and ends with its result, or with "failed". */
    public static Script child(String id, String name) {
        return (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(subOrchestration(0, id, name));
            }
            return fresh.stream()
                    .filter(e -> e.hasSubOrchestrationInstanceCompleted() || e.hasSubOrchestrationInstanceFailed())
                    .map(e -> complete(
                            e.hasSubOrchestrationInstanceFailed()
                                    ? "\"failed\""
                                    : e.getSubOrchestrationInstanceCompleted()
                                            .getResult()
                                            .getValue()))
                    .toList();
        };
    }

    static OrchestratorAction subOrchestration(int id, String instanceId, String name) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setCreateSubOrchestration(CreateSubOrchestrationAction.newBuilder()
                        .setInstanceId(instanceId)
                        .setName(name))
                .build();
    }

    static OrchestratorAction event(int id, String target, String name, String payload) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setSendEvent(SendEventAction.newBuilder()
                        .setInstance(OrchestrationInstance.newBuilder().setInstanceId(target))
                        .setName(name)
                        .setData(StringValue.of(payload)))
                .build();
    }

    static OrchestratorAction fail(TaskFailureDetails details) {
        return OrchestratorAction.newBuilder()
                .setId(1_000_000)
                .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                        .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)
                        .setFailureDetails(details))
                .build();
    }

    /** Ends this execution and begins the next. */
    static OrchestratorAction continueAsNew(String input, List<HistoryEvent> carryover) {
        return OrchestratorAction.newBuilder()
                .setId(1_000_000)
                .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                        .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW)
                        .setResult(StringValue.of(input))
                        .addAllCarryoverEvents(carryover))
                .build();
    }

    static OrchestratorAction activity(int id, String name) {
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setScheduleTask(ScheduleTaskAction.newBuilder().setName(name).setInput(StringValue.of("" + id)))
                .build();
    }

    static OrchestratorAction complete(String output) {
        return OrchestratorAction.newBuilder()
                .setId(1_000_000)
                .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                        .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED)
                        .setResult(StringValue.of(output)))
                .build();
    }

    static long count(List<HistoryEvent> events, java.util.function.Predicate<HistoryEvent> kind) {
        return events.stream().filter(kind).count();
    }
}
