package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.CompleteTaskResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.OrchestrationTraceContext;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.ScheduleTaskAction;
import dev.perdure.core.protocol.WorkItem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers answer, as the generated stub alone sends it. */
class AnswersOfWorkersTest {

    private static final int BYTES_MAX = 1_024;
    private static final String LARGE = "\"" + "x".repeat(BYTES_MAX + 64 * 1_024) + "\"";

    @TempDir
    Path folder;

    private OpenGrpcDoor door;
    private RawWorker.Stream stream;

    @BeforeEach
    void open() {
        door = new OpenGrpcDoor(folder, new GrpcDoorOptions.Rules("perdure", false, BYTES_MAX, false));
        stream = door.client.open(GetWorkItemsRequest.getDefaultInstance(), true);
        door.started("a", "any", "1");
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aResultThatIsTooLargeFailsItsActivityAndTheInstanceGoesOn() throws Exception {
        answer(stream.next(), activity());
        WorkItem activity = stream.next();

        CompleteTaskResponse answered = door.calls()
                .completeActivityTask(ActivityResponse.newBuilder()
                        .setInstanceId("a")
                        .setTaskId(activity.getActivityRequest().getTaskId())
                        .setCompletionToken(activity.getCompletionToken())
                        .setResult(StringValue.of(LARGE))
                        .build());

        assertThat(answered).isNotNull();
        HistoryEvent failed = stream.next().getOrchestratorRequest().getNewEventsList().stream()
                .filter(HistoryEvent::hasTaskFailed)
                .findFirst()
                .orElseThrow();
        assertThat(failed.getTaskFailed().getFailureDetails().getErrorMessage())
                .contains("task 0 of instance a", "at most 1024", "--payload-bytes-max");
    }

    @Test
    void anActionThatIsTooLargeFailsItsInstance() throws Exception {
        answer(
                stream.next(),
                OrchestratorAction.newBuilder()
                        .setCompleteOrchestration(CompleteOrchestrationAction.newBuilder()
                                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED)
                                .setResult(StringValue.of(LARGE)))
                        .build());

        OrchestrationState ended = door.ended("a");

        assertThat(ended.getOrchestrationStatus()).isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED);
        assertThat(ended.getFailureDetails().getErrorType()).isEqualTo("dev.perdure.PayloadTooLarge");
        assertThat(ended.getFailureDetails().getErrorMessage()).contains("instance a", "at most 1024");
    }

    @Test
    void theSpanOfAnExecutionComesBackWithItsNextTurn() throws Exception {
        OrchestrationTraceContext span = OrchestrationTraceContext.newBuilder()
                .setSpanID(StringValue.of("00f067aa0ba902b7"))
                .build();
        WorkItem first = stream.next();
        assertThat(first.getOrchestratorRequest().hasOrchestrationTraceContext())
                .isFalse();
        complete(turn(first, activity()).setOrchestrationTraceContext(span));
        WorkItem activity = stream.next();

        CompleteTaskResponse unused = door.calls()
                .completeActivityTask(ActivityResponse.newBuilder()
                        .setInstanceId("a")
                        .setTaskId(activity.getActivityRequest().getTaskId())
                        .setCompletionToken(activity.getCompletionToken())
                        .build());

        assertThat(stream.next().getOrchestratorRequest().getOrchestrationTraceContext())
                .isEqualTo(span);
    }

    private static OrchestratorAction activity() {
        return OrchestratorAction.newBuilder()
                .setScheduleTask(ScheduleTaskAction.newBuilder().setName("work"))
                .build();
    }

    private void answer(WorkItem item, OrchestratorAction action) {
        complete(turn(item, action));
    }

    private static OrchestratorResponse.Builder turn(WorkItem item, OrchestratorAction action) {
        return OrchestratorResponse.newBuilder()
                .setInstanceId(item.getOrchestratorRequest().getInstanceId())
                .setCompletionToken(item.getCompletionToken())
                .addActions(action);
    }

    private void complete(OrchestratorResponse.Builder response) {
        CompleteTaskResponse unused = door.calls().completeOrchestratorTask(response.build());
    }
}
