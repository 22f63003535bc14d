package dev.perdure.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.EntityLockRequestedEvent;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationCompletedEvent;
import dev.perdure.core.protocol.EntityUnlockSentEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.TaskScheduledEvent;
import dev.perdure.core.protocol.TimerCreatedEvent;
import dev.perdure.engine.record.CompleteActivity;
import dev.perdure.engine.record.StartInstance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which failures leave a history, and which stay because the orchestrator has answered them. */
class RewoundHistoryTest {

    private final List<HistoryEvent> history = new ArrayList<>();
    private long time = 1_000_000;

    @Test
    void keepsAFailureThatARetryHasAnswered() {
        turn(started(), scheduled(0));
        turn(failed(0, "refused"), timer(1));
        turn(HistoryEvents.timerFired(1, time, time), scheduled(2));
        turn(failed(2, "refused"), ended("refused"));

        RewoundHistory rewound = rewound();

        assertThat(rewound.kept()).isEqualTo(history.subList(0, 9)).contains(failedAt(4));
        assertThat(ids(rewound)).containsExactly(2);
        assertThat(rewound.openTimers()).isEmpty();
        assertThat(rewound.waiting()).isEmpty();
    }

    @Test
    void keepsWhatACompensationHasAnsweredAndRunsTheLastTurnAgain() {
        turn(started(), scheduled(0));
        turn(failed(0, "refused"), scheduled(1));
        turn(completed(1), ended("refused"));

        RewoundHistory rewound = rewound();

        assertThat(rewound.kept()).hasSize(6);
        assertThat(rewound.waiting()).containsExactly(history.get(7));
        assertThat(ids(rewound)).isEmpty();
    }

    @Test
    void undoesTheEarlierFailureThatEndedAFanOutWhoseOtherBranchWentOn() {
        turn(started(), scheduled(0), scheduled(1));
        turn(failed(0, "no stock"));
        turn(completed(1), scheduled(2));
        turn(completed(2), ended("task 0 failed: no stock"));

        RewoundHistory rewound = rewound();

        assertThat(rewound.kept()).noneMatch(HistoryEvent::hasTaskFailed).hasSize(8);
        assertThat(ids(rewound)).containsExactly(0);
        assertThat(rewound.waiting()).hasSize(1).allMatch(HistoryEvent::hasTaskCompleted);
    }

    @Test
    void keepsASwallowedFailureWhereTheInstanceFailedForAnotherReason() {
        turn(started(), scheduled(0));
        turn(failed(0, "no stock"));
        turn(HistoryEvents.eventRaised("go", StringValue.of("1"), time), scheduled(1));
        turn(completed(1), ended("null pointer"));

        RewoundHistory rewound = rewound();

        assertThat(rewound.kept()).anyMatch(HistoryEvent::hasTaskFailed);
        assertThat(ids(rewound)).isEmpty();
    }

    @Test
    void undoesAllFailuresSinceTheLastAction() {
        turn(started(), scheduled(0), scheduled(1), scheduled(2));
        turn(failed(0, "a"));
        turn(completed(1));
        turn(failed(2, "b"), ended("a"));

        RewoundHistory rewound = rewound();

        assertThat(ids(rewound)).containsExactly(0, 2);
        assertThat(rewound.kept()).noneMatch(HistoryEvent::hasTaskFailed);
    }

    @Test
    void knowsCallsAndLocksOfEntitiesThatWentWithTheEnd() {
        turn(started(), called("1"), locked("2"));
        turn(answered("1"), ended("x"));
        assertThat(rewound().isEntangledWithEntities()).isTrue();

        history.clear();
        turn(started(), called("1"), locked("2"));
        turn(answered("1"), unlocked("2"), scheduled(3));
        turn(completed(3), ended("x"));
        assertThat(rewound().isEntangledWithEntities()).isFalse();

        history.clear();
        turn(started(), called("1"), scheduled(0));
        turn(completed(0), ended("x"));
        assertThat(rewound().isEntangledWithEntities()).isTrue();
    }

    private RewoundHistory rewound() {
        return new RewoundHistory(history, "execution", null);
    }

    private static List<Integer> ids(RewoundHistory rewound) {
        return rewound.openActivities().stream().map(HistoryEvent::getEventId).toList();
    }

    private HistoryEvent failedAt(int index) {
        assertThat(history.get(index).hasTaskFailed()).isTrue();
        return history.get(index);
    }

    private void turn(HistoryEvent... events) {
        history.add(HistoryEvents.orchestratorStarted(time++));
        history.addAll(List.of(events));
    }

    private HistoryEvent started() {
        StartInstance start = StartInstance.newBuilder()
                .setInstanceId("a")
                .setExecutionId("execution")
                .setName("n")
                .build();
        return HistoryEvents.executionStarted(start, time++);
    }

    private HistoryEvent scheduled(int id) {
        return own(id).setTaskScheduled(TaskScheduledEvent.newBuilder().setName("work"))
                .build();
    }

    private HistoryEvent timer(int id) {
        return own(id).setTimerCreated(TimerCreatedEvent.newBuilder().setFireAt(HistoryEvents.timestamp(time)))
                .build();
    }

    private HistoryEvent called(String id) {
        return own(7).setEntityOperationCalled(
                        EntityOperationCalledEvent.newBuilder().setRequestId(id))
                .build();
    }

    private HistoryEvent answered(String id) {
        return HistoryEvents.at(time++)
                .setEntityOperationCompleted(
                        EntityOperationCompletedEvent.newBuilder().setRequestId(id))
                .build();
    }

    private HistoryEvent locked(String id) {
        return own(8).setEntityLockRequested(
                        EntityLockRequestedEvent.newBuilder().setCriticalSectionId(id))
                .build();
    }

    private HistoryEvent unlocked(String id) {
        return own(9).setEntityUnlockSent(EntityUnlockSentEvent.newBuilder().setCriticalSectionId(id))
                .build();
    }

    private HistoryEvent.Builder own(int id) {
        return HistoryEvents.at(time++).setEventId(id);
    }

    private HistoryEvent completed(int id) {
        return HistoryEvents.activityEnded(
                CompleteActivity.newBuilder().setTaskId(id).build(), time++);
    }

    private HistoryEvent failed(int id, String message) {
        return HistoryEvents.activityEnded(
                CompleteActivity.newBuilder()
                        .setTaskId(id)
                        .setFailure(TaskFailureDetails.newBuilder().setErrorMessage(message))
                        .build(),
                time++);
    }

    private HistoryEvent ended(String message) {
        return HistoryEvents.executionCompleted(
                99,
                RuntimeStatus.FAILED,
                null,
                TaskFailureDetails.newBuilder().setErrorMessage(message).build(),
                time++);
    }
}
