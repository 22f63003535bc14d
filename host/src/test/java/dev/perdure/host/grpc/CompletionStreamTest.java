package dev.perdure.host.grpc;

import static dev.perdure.host.grpc.OpenGrpcDoor.start;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.PerdureCompletion;
import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completions on one stream, at a real door. */
class CompletionStreamTest {

    @TempDir
    Path folder;

    @Test
    void theHostServesTheStreamAtOnceAndConfirmsWhatIsStaleAndEndsWhenTheWorkerDoes() throws Exception {
        try (OpenGrpcDoor hub = new OpenGrpcDoor(folder)) {
            Answers answers = new Answers();
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.door.port())
                    .usePlaintext()
                    .build();
            StreamObserver<PerdureCompletionBatch> completions =
                    TaskHubSidecarServiceGrpc.newStub(channel).perdureCompletions(answers);

            assertThat(answers.next()).isEmpty();
            completions.onNext(PerdureCompletionBatch.newBuilder()
                    .addCompletions(PerdureCompletion.newBuilder()
                            .setNumber(5)
                            .setActivity(ActivityResponse.newBuilder()
                                    .setInstanceId("nobody")
                                    .setTaskId(1)
                                    .setCompletionToken("stale")))
                    .build());
            assertThat(answers.next()).containsExactly(5L);
            completions.onNext(PerdureCompletionBatch.newBuilder()
                    .addCompletions(PerdureCompletion.newBuilder().setNumber(6))
                    .build());
            assertThat(answers.next()).containsExactly(6L);

            completions.onCompleted();
            assertThat(answers.next()).containsExactly(Answers.END);
            channel.shutdownNow();
        }
    }

    @Test
    void aDoorThatClosesEndsTheStreamInGoodOrder() throws Exception {
        Answers answers = new Answers();
        ManagedChannel channel;
        try (OpenGrpcDoor hub = new OpenGrpcDoor(folder)) {
            channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.door.port())
                    .usePlaintext()
                    .build();
            StreamObserver<PerdureCompletionBatch> unused =
                    TaskHubSidecarServiceGrpc.newStub(channel).perdureCompletions(answers);
            assertThat(answers.next()).isEmpty();
        }

        assertThat(answers.next()).containsExactly(Answers.END);
        channel.shutdownNow();
    }

    @Test
    void aWorkerOfPerdureCompletesItsWorkThroughIt() throws Exception {
        try (OpenGrpcDoor hub = new OpenGrpcDoor(folder);
                GrpcWorkHost remote = GrpcWorkHost.of("127.0.0.1:" + hub.door.port());
                Worker worker = Worker.builder()
                        .orchestrator("Sum", Integer.class, (context, steps) -> {
                            int sum = 0;
                            for (int i = 0; i < steps; i++) {
                                sum += context.callActivity("same", i, Integer.class)
                                        .await();
                            }
                            return sum;
                        })
                        .activity("same", Integer.class, (context, number) -> number)
                        .connectTo(remote)
                        .start()) {
            assertThat(worker.isConnected()).isTrue();
            String unused = hub.calls()
                    .startInstance(
                            start("a", "Sum").setInput(StringValue.of("40")).build())
                    .getInstanceId();

            assertThat(hub.ended("a").getOrchestrationStatus())
                    .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
            assertThat(hub.ended("a").getOutput().getValue()).isEqualTo("780");
            assertThat(hub.engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
    }

    /** The numbers that were confirmed, message by message. */
    private static final class Answers implements StreamObserver<PerdureConfirmations> {

        private static final long END = -1;

        private final BlockingQueue<List<Long>> seen = new LinkedBlockingQueue<>();

        List<Long> next() throws InterruptedException {
            List<Long> numbers = seen.poll(30, TimeUnit.SECONDS);
            return numbers == null ? List.of(Long.MIN_VALUE) : numbers;
        }

        @Override
        public void onNext(PerdureConfirmations confirmations) {
            seen.add(confirmations.getNumbersList());
        }

        @Override
        public void onError(Throwable cause) {
            seen.add(List.of(Long.MAX_VALUE));
        }

        @Override
        public void onCompleted() {
            seen.add(List.of(END));
        }
    }
}
