package dev.perdure.sdk.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.CompleteOrchestrationAction;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.sdk.FakeHost;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcWorkHostTest {

    interface Steps {
        String step(String text);
    }

    static final class ThreeSteps implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String input) {
            Steps steps = ctx.activities(Steps.class);
            String one = steps.step(input + " one");
            String event = ctx.waitForEvent("go", String.class).await();
            return steps.step(steps.step(one + " two") + " three") + " " + event;
        }
    }

    /** What a worker hears when its connection ends. */
    private static final class Ending implements WorkItemListener {
        final CompletableFuture<@Nullable Throwable> ended = new CompletableFuture<>();

        @Override
        public void onWorkItem(WorkItem item) {
            throw new AssertionError("no work expected: " + item);
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            if (!ended.complete(cause)) {
                throw new AssertionError("closed twice");
            }
        }

        @Nullable
        Throwable cause() throws Exception {
            return ended.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void servesAWorkerOverTheNetwork() throws Exception {
        FakeHost host = FakeHost.live();
        try (FakeServer server = new FakeServer(host);
                GrpcWorkHost remote = GrpcWorkHost.of(server.target());
                Worker worker = worker(remote, text -> text)) {
            host.start("a", "ThreeSteps", "\"in\"");
            host.settle();
            host.raise("a", "go", "\"on\"");
            host.settle();

            assertThat(host.output("a")).isEqualTo("\"in one two three on\"");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void carriesLargePayloadsBothWays() throws Exception {
        FakeHost host = FakeHost.live();
        String large = "x".repeat(8 * 1024 * 1024);
        try (FakeServer server = new FakeServer(host);
                GrpcWorkHost remote = GrpcWorkHost.of(server.target());
                Worker worker = worker(remote, text -> text)) {
            host.start("a", "ThreeSteps", "\"" + large + "\"");
            host.raise("a", "go", "\"on\"");
            host.settle();

            assertThat(host.output("a")).hasSize(large.length() + "\" one two three on\"".length());
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void connectsAgainAfterTheServerWasKilledBetweenSteps() throws Exception {
        FakeHost host = FakeHost.live();
        try (FakeServer server = new FakeServer(host);
                GrpcWorkHost remote = GrpcWorkHost.of(server.target());
                Worker worker = worker(remote, text -> text)) {
            host.start("a", "ThreeSteps", "\"in\"");
            host.settle();
            for (int kill = 0; kill < 3; kill++) {
                server.kill();
                server.restart();
            }
            host.raise("a", "go", "\"on\"");
            host.settle();

            assertThat(host.output("a")).isEqualTo("\"in one two three on\"");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void bringsTheResultOfAnActivityThatRanThroughAKillOfTheServer() throws Exception {
        FakeHost host = FakeHost.live();
        List<Integer> deliveries = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer(host);
                GrpcWorkHost remote = GrpcWorkHost.of(server.target());
                Worker worker = Worker.builder()
                        .orchestrator(ThreeSteps.class)
                        .activitiesPerCall(Steps.class, ctx -> text -> {
                            deliveries.add(ctx.deliveryNumber());
                            if (text.endsWith("one") && ctx.deliveryNumber() == 1) {
                                killAndRestart(server);
                            }
                            return text;
                        })
                        .connectTo(remote)
                        .start()) {
            host.start("a", "ThreeSteps", "\"in\"");
            host.raise("a", "go", "\"on\"");
            host.settle();

            assertThat(host.output("a")).isEqualTo("\"in one two three on\"");
            assertThat(deliveries).startsWith(1);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void saysWhichHostCannotBeReached() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        try (GrpcWorkHost remote = GrpcWorkHost.of("127.0.0.1:" + freePort)) {
            assertThatThrownBy(() -> remote.connect(GetWorkItemsRequest.getDefaultInstance(), new Ending()))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("127.0.0.1:" + freePort)
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void tellsTheListenerOnceWhenTheServerIsKilledAndFailsLaterCompletions() throws Exception {
        Ending ending = new Ending();
        try (FakeServer server = new FakeServer(FakeHost.live());
                GrpcWorkHost remote = GrpcWorkHost.of(server.target())) {
            WorkerConnection connection = remote.connect(GetWorkItemsRequest.getDefaultInstance(), ending);

            server.kill();

            assertThat(ending.cause()).isInstanceOf(HostUnreachableException.class);
            assertThatThrownBy(() -> connection
                            .completeActivity(ActivityResponse.getDefaultInstance())
                            .get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(HostUnreachableException.class);
        }
    }

    @Test
    void tellsTheListenerOfAnOrderlyEnd() throws Exception {
        Ending ending = new Ending();
        FakeHost host = FakeHost.live();
        try (FakeServer server = new FakeServer(host);
                GrpcWorkHost remote = GrpcWorkHost.of(server.target())) {
            WorkerConnection connection = remote.connect(GetWorkItemsRequest.getDefaultInstance(), ending);

            host.disconnect();

            assertThat(ending.cause()).isNull();
            connection.close();
        }
    }

    @Test
    void givesUpAConnectionOnWhichNothingIsHeard() throws Exception {
        Ending ending = new Ending();
        AtomicLong nanos = new AtomicLong();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (FakeServer server = new FakeServer(FakeHost.live());
                GrpcWorkHost remote = new GrpcWorkHost(server.target(), Duration.ofMillis(80), scheduler, nanos::get)) {
            remote.connect(GetWorkItemsRequest.getDefaultInstance(), ending);

            nanos.set(Duration.ofMillis(81).toNanos());

            assertThat(ending.cause())
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("neither work nor a ping");
        }
    }

    @Test
    void tellsNobodyWhenTheWorkerItselfCloses() throws Exception {
        Ending ending = new Ending();
        FakeHost host = FakeHost.live();
        try (FakeServer server = new FakeServer(host)) {
            GrpcWorkHost remote = GrpcWorkHost.of(server.target());
            WorkerConnection connection = remote.connect(GetWorkItemsRequest.getDefaultInstance(), ending);

            connection.close();
            connection.close();
            remote.close();
            server.kill();

            assertThat(ending.ended).isNotDone();
            assertThatThrownBy(() -> remote.connect(GetWorkItemsRequest.getDefaultInstance(), ending))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("was closed");
        }
    }

    @Test
    void turnsCompletionsThatAreTooLargeIntoFailures() {
        StringValue huge = StringValue.of("x".repeat(MessageLimit.COMPLETION_BYTES_MAX));
        OrchestratorResponse turn = OrchestratorResponse.newBuilder()
                .setInstanceId("a")
                .setCompletionToken("t")
                .addActions(OrchestratorAction.newBuilder()
                        .setCompleteOrchestration(
                                CompleteOrchestrationAction.newBuilder().setResult(huge)))
                .build();
        ActivityResponse activity =
                ActivityResponse.newBuilder().setTaskId(3).setResult(huge).build();

        OrchestratorResponse sentTurn = MessageLimit.applied(turn);
        ActivityResponse sentActivity = MessageLimit.applied(activity);

        assertThat(sentTurn.getSerializedSize()).isLessThan(1_000);
        assertThat(sentTurn.getCompletionToken()).isEqualTo("t");
        assertThat(sentTurn.getActions(0)
                        .getCompleteOrchestration()
                        .getFailureDetails()
                        .getErrorMessage())
                .contains("bytes");
        assertThat(sentActivity.hasResult()).isFalse();
        assertThat(sentActivity.getTaskId()).isEqualTo(3);
        assertThat(sentActivity.getFailureDetails().getIsNonRetriable()).isTrue();
        ActivityResponse small = ActivityResponse.newBuilder().setTaskId(1).build();
        assertThat(MessageLimit.applied(small)).isSameAs(small);
    }

    private static void killAndRestart(FakeServer server) {
        try {
            server.kill();
            server.restart();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Worker worker(GrpcWorkHost remote, Steps steps) {
        return Worker.builder()
                .orchestrator(ThreeSteps.class)
                .activities(Steps.class, steps)
                .connectTo(remote)
                .start();
    }
}
