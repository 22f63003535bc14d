package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.CreateInstanceRequest;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.Storage;
import dev.perdure.host.InProcessScript;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A real engine on a real store behind a real gRPC door, with a client made of the stub and a scripted worker. */
final class OpenGrpcDoor implements AutoCloseable {

    final Storage storage;
    final TaskHubEngine engine;
    final GrpcDoor door;
    final RawWorker client;
    private @Nullable InProcessScript worker;

    OpenGrpcDoor(Path folder, GrpcDoorOptions.Rules rules) {
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
        door = GrpcDoor.open(engine, new GrpcDoorOptions(0, Duration.ofSeconds(20), Duration.ofSeconds(10), rules));
        client = new RawWorker(door.port());
    }

    OpenGrpcDoor(Path folder) {
        this(folder, GrpcDoorOptions.Rules.defaults());
    }

    /** Adds the scripted worker. */
    OpenGrpcDoor withWorker() {
        worker = new InProcessScript(engine);
        return this;
    }

    TaskHubSidecarServiceBlockingStub calls() {
        return client.calls();
    }

    static CreateInstanceRequest.Builder start(String id, String name) {
        return CreateInstanceRequest.newBuilder().setInstanceId(id).setName(name);
    }

    /** Starts an instance and returns its id. */
    String started(String id, String name, String input) {
        return calls().startInstance(
                        start(id, name).setInput(StringValue.of(input)).build())
                .getInstanceId();
    }

    static GetInstanceRequest asking(String id) {
        return GetInstanceRequest.newBuilder()
                .setInstanceId(id)
                .setGetInputsAndOutputs(true)
                .build();
    }

    /** The instance once it has ended. */
    OrchestrationState ended(String id) {
        return calls().waitForInstanceCompletion(asking(id)).getOrchestrationState();
    }

    OrchestrationState state(String id) {
        return calls().getInstance(asking(id)).getOrchestrationState();
    }

    static void assertRefused(Status.Code code, String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(text).doesNotContain("\tat ");
        });
    }

    @Override
    public void close() {
        InProcessScript script = worker;
        if (script != null) {
            script.close();
        }
        client.close();
        door.close();
        engine.close();
        storage.close();
    }
}
