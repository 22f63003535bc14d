package dev.perdure.host.grpc;

import static dev.perdure.host.grpc.OpenGrpcDoor.asking;
import static dev.perdure.host.grpc.OpenGrpcDoor.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.perdure.core.protocol.GetInstanceResponse;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.TerminateRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.host.ScriptedWorker;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting over gRPC: what it waits for, and that it costs nothing while it does. */
class InstanceWaitingTest {

    private static final int MANY = 10_000;

    @TempDir
    Path folder;

    private OpenGrpcDoor door;

    @BeforeEach
    void open() {
        door = new OpenGrpcDoor(folder);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aStartIsOverOnlyOnceTheFirstTurnIsCommitted() throws Exception {
        RawWorker.Stream stream = door.client.open(ScriptedWorker.announcement(), true);
        door.started("w", "Waits", "1");
        WorkItem turn = stream.next();
        ListenableFuture<GetInstanceResponse> wait = door.client.futures().waitForInstanceStart(asking("w"));
        awaitWaiters(1);

        assertThat(wait.isDone()).isFalse();
        assertThat(door.state("w").getOrchestrationStatus())
                .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_PENDING);
        var unused = door.calls()
                .completeOrchestratorTask(
                        ScriptedWorker.answer(turn.getOrchestratorRequest(), turn.getCompletionToken()));

        assertThat(wait.get(60, TimeUnit.SECONDS).getOrchestrationState().getOrchestrationStatus())
                .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING);
    }

    @Test
    void anInstanceThatIsNotThereYetIsWaitedFor() throws Exception {
        ListenableFuture<GetInstanceResponse> wait = door.client.futures().waitForInstanceCompletion(asking("later"));
        awaitWaiters(1);
        door.withWorker();

        door.started("later", "Echo", "\"x\"");

        assertThat(wait.get(60, TimeUnit.SECONDS)
                        .getOrchestrationState()
                        .getOutput()
                        .getValue())
                .isEqualTo("\"x\"");
    }

    @Test
    void whoGivesUpOrRunsOutOfTimeIsForgotten() {
        ListenableFuture<GetInstanceResponse> wait = door.client.futures().waitForInstanceCompletion(asking("never"));
        awaitWaiters(1);

        wait.cancel(true);
        awaitWaiters(0);
        assertRefused(
                Status.Code.DEADLINE_EXCEEDED,
                "",
                () -> door.calls()
                        .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                        .waitForInstanceCompletion(asking("never")));
        awaitWaiters(0);
    }

    @Test
    void aClosingDoorTellsThoseWhoWait() {
        ListenableFuture<GetInstanceResponse> wait = door.client.futures().waitForInstanceCompletion(asking("never"));
        awaitWaiters(1);

        door.door.close();

        assertThatThrownBy(() -> wait.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("closing");
        awaitWaiters(0);
    }

    @Test
    void whatCannotBeAnIdIsNotWaitedFor() {
        assertRefused(Status.Code.INVALID_ARGUMENT, "empty", () -> door.calls().waitForInstanceCompletion(asking("")));
    }

    @Test
    void tenThousandWaitWhileOthersStart() throws Exception {
        door.withWorker();
        List<ListenableFuture<GetInstanceResponse>> waits = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            waits.add(door.client.futures().waitForInstanceCompletion(asking("w" + i)));
        }
        awaitWaiters(MANY);
        int threads = Thread.activeCount();

        for (int i = 0; i < 100; i++) {
            door.started("other" + i, "Echo", "1");
            door.ended("other" + i);
        }
        assertThat(waits).noneMatch(ListenableFuture::isDone);
        assertThat(threads).isLessThan(200);
        List<ListenableFuture<?>> starts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            starts.add(door.client
                    .futures()
                    .startInstance(OpenGrpcDoor.start("w" + i, "Waits").build()));
        }
        for (int i = 0; i < MANY; i++) {
            var unusedStart = starts.get(i).get(60, TimeUnit.SECONDS);
            var unused = door.client
                    .futures()
                    .terminateInstance(
                            TerminateRequest.newBuilder().setInstanceId("w" + i).build());
        }

        for (ListenableFuture<GetInstanceResponse> wait : waits) {
            assertThat(wait.get(60, TimeUnit.SECONDS).getOrchestrationState().getOrchestrationStatus())
                    .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
        }
        awaitWaiters(0);
    }

    private void awaitWaiters(long number) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (door.engine.stats().waiters() != number) {
            assertThat(System.nanoTime()).as("waiting for %s waiters", number).isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
