package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.AbandonActivityTaskRequest;
import dev.perdure.core.protocol.AbandonEntityTaskRequest;
import dev.perdure.core.protocol.AbandonOrchestrationTaskRequest;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.storage.Storage;
import dev.perdure.host.ScriptedWorker;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker wire over real sockets, seen through the generated stub alone. */
class GrpcDoorTest {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Storage storage;
    private TaskHubEngine engine;
    private GrpcDoor door;
    private RawWorker worker;

    @BeforeEach
    void open() {
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
        door = GrpcDoor.open(engine, new GrpcDoorOptions(0, Duration.ofMillis(50), DRAIN));
        worker = new RawWorker(door.port());
    }

    @AfterEach
    void close() {
        worker.close();
        door.close();
        engine.close();
        storage.close();
    }

    @Test
    void aWorkerMadeOfTheStubAloneCarriesAnInstanceToItsEnd() throws Exception {
        worker.hello();
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("s", "Shouts", "\"hey\"");

        WorkItem first = stream.next();
        complete(first);
        WorkItem activity = stream.next();
        complete(activity);
        WorkItem second = stream.next();
        complete(second);

        assertThat(first.getOrchestratorRequest().getNewEvents(0).hasOrchestratorStarted())
                .isTrue();
        assertThat(first.getOrchestratorRequest().getExecutionId().getValue()).matches("[0-9a-f]{32}");
        assertThat(activity.getActivityRequest().getName()).isEqualTo("Shout");
        assertThat(activity.getPerdureDelivery().getDeliveryNumber()).isEqualTo(1);
        assertThat(second.getOrchestratorRequest().getPastEventsList()).anyMatch(event -> event.hasTaskScheduled());
        InstanceView view = ended("s");
        assertThat(view.status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.instance("s", true).orElseThrow().output()).isEqualTo("\"HEY\"");
    }

    @Test
    void aCompletionIsAnsweredOnlyOnceItIsDurable() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("e", "Echo", "1");

        complete(stream.next());

        assertThat(engine.instance("e", false).orElseThrow().status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void staleAndUnknownCompletionsAreAnsweredOk() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("e", "Echo", "1");
        WorkItem item = stream.next();
        complete(item);

        assertThatCode(() -> {
                    complete(item);
                    worker.calls()
                            .completeOrchestratorTask(OrchestratorResponse.newBuilder()
                                    .setInstanceId("nobody")
                                    .setCompletionToken("made up")
                                    .build());
                    worker.calls()
                            .completeActivityTask(ActivityResponse.newBuilder()
                                    .setInstanceId("nobody")
                                    .setTaskId(7)
                                    .setCompletionToken("made up")
                                    .build());
                    worker.calls().completeActivityTask(ActivityResponse.getDefaultInstance());
                    worker.calls().completeOrchestratorTask(OrchestratorResponse.getDefaultInstance());
                    worker.calls().abandonTaskActivityWorkItem(AbandonActivityTaskRequest.getDefaultInstance());
                    worker.calls()
                            .abandonTaskOrchestratorWorkItem(AbandonOrchestrationTaskRequest.newBuilder()
                                    .setCompletionToken("made up")
                                    .build());
                    worker.calls().abandonTaskEntityWorkItem(AbandonEntityTaskRequest.getDefaultInstance());
                })
                .doesNotThrowAnyException();
        assertThat(engine.instance("e", true).orElseThrow().output()).isEqualTo("1");
    }

    @Test
    void anAbandonedItemIsDeliveredAgain() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("e", "Echo", "1");
        WorkItem first = stream.next();

        worker.calls()
                .abandonTaskOrchestratorWorkItem(AbandonOrchestrationTaskRequest.newBuilder()
                        .setCompletionToken(first.getCompletionToken())
                        .build());
        WorkItem again = stream.next();
        complete(again);

        assertThat(again.getCompletionToken()).isNotEqualTo(first.getCompletionToken());
        assertThat(ended("e").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void theItemsOfACancelledStreamGoToAnotherWorker() throws Exception {
        RawWorker.Stream lost = worker.open(ScriptedWorker.announcement(), true);
        start("s", "Shouts", "\"hey\"");
        complete(lost.next());
        WorkItem held = lost.next();

        lost.cancel();
        RawWorker.Stream other = worker.open(ScriptedWorker.announcement(), true);
        WorkItem again = other.next();
        complete(again);
        complete(other.next());

        assertThat(again.getActivityRequest().getTaskId())
                .isEqualTo(held.getActivityRequest().getTaskId());
        assertThat(again.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        assertThat(ended("s").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void anIdleStreamCarriesPings() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);

        assertThat(stream.nextOfAnyKind().hasHealthPing()).isTrue();
        assertThat(stream.nextOfAnyKind().hasHealthPing()).isTrue();
    }

    @Test
    void aWorkerThatReadsSlowlyGetsEverythingInTheEnd() throws Exception {
        int instances = 40;
        String input = "\"" + "x".repeat(200_000) + "\"";
        RawWorker.Stream stream = worker.open(
                GetWorkItemsRequest.newBuilder()
                        .setMaxConcurrentOrchestrationWorkItems(instances)
                        .build(),
                false);
        assertThat(stream.nextOfAnyKind().hasHealthPing()).isTrue();
        for (int i = 0; i < instances; i++) {
            start("slow-" + i, "Echo", input);
        }

        Set<String> seen = new HashSet<>();
        while (seen.size() < instances) {
            stream.read(1);
            WorkItem item = stream.nextOfAnyKind();
            if (item.hasOrchestratorRequest()) {
                assertThat(seen.add(item.getOrchestratorRequest().getInstanceId()))
                        .isTrue();
            }
        }
        assertThat(stream.waiting()).isZero();
    }

    @Test
    void largeMessagesAreTaken() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("s", "Shouts", "\"hey\"");
        complete(stream.next());
        WorkItem activity = stream.next();
        String large = "\"" + "y".repeat(8 * 1024 * 1024) + "\"";

        worker.calls()
                .completeActivityTask(
                        ScriptedWorker.answer(activity.getActivityRequest(), activity.getCompletionToken()).toBuilder()
                                .setResult(StringValue.of(large))
                                .build());
        complete(stream.next());

        ended("s");
        assertThat(engine.instance("s", true).orElseThrow().output()).isEqualTo(large);
    }

    @Test
    void closingEndsTheStreamsInGoodOrderAndHandsBackTheirItems() throws Exception {
        RawWorker.Stream stream = worker.open(ScriptedWorker.announcement(), true);
        start("e", "Echo", "1");
        stream.next();

        door.close();

        stream.ended().get(60, TimeUnit.SECONDS);
        assertThat(engine.stats().workers()).isZero();
        assertThat(engine.stats().turnsInFlight()).isZero();
    }

    @Test
    void aTakenPortIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GrpcDoorOptions options = new GrpcDoorOptions(taken.getLocalPort(), Duration.ofSeconds(25), DRAIN);

            assertThatThrownBy(() -> GrpcDoor.open(engine, options)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aFixedPortIsOpenOnBothLoopbacksWhereBothExist() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        boolean ipv6 = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address.isLoopbackAddress() && address instanceof Inet6Address);

        try (GrpcDoor fixed = GrpcDoor.open(engine, new GrpcDoorOptions(port, Duration.ofSeconds(25), DRAIN))) {
            assertThat(fixed.port()).isEqualTo(port);
            connect(new byte[] {127, 0, 0, 1}, port);
            if (ipv6) {
                connect(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, port);
            }
        }
    }

    private static void connect(byte[] address, int port) throws IOException {
        new Socket(InetAddress.getByAddress(address), port).close();
    }

    private void start(String id, String name, String input) throws Exception {
        Outcome outcome = engine.start(new StartRequest(id, name, null, input, null, Map.of(), null, null))
                .get(60, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private InstanceView ended(String id) throws Exception {
        return engine.waitFor(id, WaitCondition.COMPLETED).get(60, TimeUnit.SECONDS);
    }

    private void complete(WorkItem item) {
        if (item.hasOrchestratorRequest()) {
            worker.calls()
                    .completeOrchestratorTask(
                            ScriptedWorker.answer(item.getOrchestratorRequest(), item.getCompletionToken()));
        } else {
            worker.calls()
                    .completeActivityTask(ScriptedWorker.answer(item.getActivityRequest(), item.getCompletionToken()));
        }
    }
}
