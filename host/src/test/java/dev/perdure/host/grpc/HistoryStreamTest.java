package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.protocol.HistoryChunk;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.StreamInstanceHistoryRequest;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.storage.Storage;
import dev.perdure.sdk.Worker;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import dev.perdure.wire.TaskHubSidecarServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of an instance as a stream of chunks. */
class HistoryStreamTest {

    private static final int WIDTH = 3_000;

    @TempDir
    Path folder;

    @Test
    void aLongHistoryComesInChunksThatTogetherAreTheWholeOfIt() {
        String result = "x".repeat(1_000);
        try (Storage storage = RocksStorage.open(folder, RocksOptions.defaults());
                TaskHubEngine engine = TaskHubEngine.open(
                        storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
                Worker worker = Worker.builder()
                        .orchestrator(
                                "wide",
                                Integer.class,
                                (ctx, width) -> ctx.all(
                                                IntStream.range(0, width)
                                                        .boxed()
                                                        .toList(),
                                                n -> ctx.callActivity("work", n, String.class))
                                        .size())
                        .activity("work", Integer.class, (ctx, n) -> result)
                        .connectTo(engine.inProcess())
                        .start();
                GrpcDoor door =
                        GrpcDoor.open(engine, new GrpcDoorOptions(0, Duration.ofSeconds(20), Duration.ofSeconds(10)))) {
            engine.start(new StartRequest("a", "wide", null, Integer.toString(WIDTH), null, Map.of(), null, null))
                    .join();
            engine.waitFor("a", WaitCondition.COMPLETED).join();
            assertThat(worker.isConnected()).isTrue();

            List<HistoryChunk> chunks = chunks(door, "a");

            List<HistoryEvent> events = new ArrayList<>();
            chunks.forEach(chunk -> events.addAll(chunk.getEventsList()));
            assertThat(events).isEqualTo(engine.history("a"));
            assertThat(chunks.size()).isGreaterThan(10);
            assertThat(chunks)
                    .allSatisfy(chunk -> assertThat(chunk.getSerializedSize()).isLessThan(300_000));
            assertThatThrownBy(() -> chunks(door, "nobody"))
                    .satisfies(
                            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.NOT_FOUND));
        }
    }

    private static List<HistoryChunk> chunks(GrpcDoor door, String instanceId) {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", door.port())
                .usePlaintext()
                .build();
        try {
            List<HistoryChunk> chunks = new ArrayList<>();
            TaskHubSidecarServiceGrpc.newBlockingStub(channel)
                    .streamInstanceHistory(StreamInstanceHistoryRequest.newBuilder()
                            .setInstanceId(instanceId)
                            .build())
                    .forEachRemaining(chunks::add);
            return chunks;
        } finally {
            channel.shutdownNow();
        }
    }
}
