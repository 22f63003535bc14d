package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.AbandonEntityTaskRequest;
import dev.perdure.core.protocol.CleanEntityStorageRequest;
import dev.perdure.core.protocol.CleanEntityStorageResponse;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityQuery;
import dev.perdure.core.protocol.GetEntityRequest;
import dev.perdure.core.protocol.GetEntityResponse;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.QueryEntitiesRequest;
import dev.perdure.core.protocol.QueryEntitiesResponse;
import dev.perdure.core.protocol.SignalEntityRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.Storage;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities over real sockets, seen through the generated stub alone, on a store on disk. */
class EntityDoorTest {

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
        door = GrpcDoor.open(engine, new GrpcDoorOptions(0, Duration.ofSeconds(20), Duration.ofSeconds(10)));
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
    void aWorkerMadeOfTheStubAloneCarriesSignalsOut() throws Exception {
        RawWorker.Stream stream = worker.open(GetWorkItemsRequest.getDefaultInstance(), true);
        signal("@Counter@Key", "5");

        WorkItem item = stream.next();
        complete(item, "5");

        assertThat(item.getEntityRequestV2().getInstanceId()).isEqualTo("@counter@Key");
        assertThat(item.getEntityRequestV2().getExecutionId()).isNotEmpty();
        assertThat(item.getEntityRequestV2().hasEntityState()).isFalse();
        HistoryEvent operation = item.getEntityRequestV2().getOperationRequests(0);
        assertThat(operation.getEntityOperationSignaled().getOperation()).isEqualTo("add");
        assertThat(operation.getEntityOperationSignaled().getRequestId()).matches("[0-9a-f-]{36}");
        GetEntityResponse entity = get("@COUNTER@Key", true);
        assertThat(entity.getExists()).isTrue();
        assertThat(entity.getEntity().getSerializedState().getValue()).isEqualTo("5");
        assertThat(entity.getEntity().getLastModifiedTime().getSeconds()).isPositive();
        assertThat(entity.getEntity().hasLockedBy()).isFalse();
    }

    @Test
    void aSignalThatIsSentAgainUnderItsRequestIdCountsOnce() {
        SignalEntityRequest signal = SignalEntityRequest.newBuilder()
                .setInstanceId("@counter@k")
                .setName("add")
                .setInput(StringValue.of("5"))
                .setRequestId("3f0c")
                .build();
        SignalEntityRequest later = signal.toBuilder()
                .setRequestTime(Timestamp.newBuilder().setSeconds(1))
                .build();
        SignalEntityRequest other =
                signal.toBuilder().setInput(StringValue.of("6")).build();

        for (SignalEntityRequest sent : List.of(signal, signal, later, other)) {
            assertThat(worker.calls().signalEntity(sent)).isNotNull();
        }

        assertThat(get("@counter@k", false).getEntity().getBacklogQueueSize()).isEqualTo(2);
    }

    @Test
    void anEntityWithoutStateExistsOnlyWhereItsStateIsNotAskedFor() {
        assertThat(get("@counter@none", false).getExists()).isFalse();
        signal("@counter@waiting", "1");

        assertThat(get("@counter@waiting", false).getEntity().getBacklogQueueSize())
                .isEqualTo(1);
        assertThat(get("@counter@waiting", true).getExists()).isFalse();
    }

    @Test
    void staleUnknownAndTokenlessAnswersAreAnsweredOk() throws Exception {
        RawWorker.Stream stream = worker.open(GetWorkItemsRequest.getDefaultInstance(), true);
        signal("@counter@k", "1");
        WorkItem item = stream.next();
        complete(item, "1");

        assertThatCode(() -> {
                    complete(item, "2");
                    complete(item.toBuilder().clearCompletionToken().build(), "3");
                    worker.calls()
                            .abandonTaskEntityWorkItem(AbandonEntityTaskRequest.newBuilder()
                                    .setCompletionToken("made up")
                                    .build());
                })
                .doesNotThrowAnyException();
        assertThat(get("@counter@k", true).getEntity().getSerializedState().getValue())
                .isEqualTo("1");
    }

    @Test
    void listsAndTidiesUpWithNoTokenAtTheEnd() throws Exception {
        RawWorker.Stream stream = worker.open(GetWorkItemsRequest.getDefaultInstance(), true);
        for (int i = 0; i < 5; i++) {
            signal("@counter@k" + i, "1");
            complete(stream.next(), i == 0 ? "" : "state");
        }
        signalLater("@counter@later");

        QueryEntitiesResponse all = query("", true);
        QueryEntitiesResponse counted = query("@Counter@k", false);
        CleanEntityStorageResponse cleaned = worker.calls()
                .cleanEntityStorage(CleanEntityStorageRequest.newBuilder()
                        .setRemoveEmptyEntities(true)
                        .setReleaseOrphanedLocks(true)
                        .build());

        assertThat(all.getEntitiesCount()).isEqualTo(6);
        assertThat(counted.getEntitiesCount()).isEqualTo(4);
        assertThat(counted.hasContinuationToken()).isFalse();
        assertThat(cleaned.getEmptyEntitiesRemoved()).isEqualTo(1);
        assertThat(cleaned.hasContinuationToken()).isFalse();
        assertThat(query("", true).getEntitiesCount()).isEqualTo(5);
    }

    @Test
    void refusesWhatIsNoEntityIdWithASentence() {
        assertThatThrownBy(() -> signal("counter", "1"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("@name@key")
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        assertThatThrownBy(() -> signal("@counter@" + "k".repeat(300), "1"))
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    private QueryEntitiesResponse query(String prefix, boolean withTransient) {
        EntityQuery.Builder query = EntityQuery.newBuilder().setIncludeTransient(withTransient);
        if (!prefix.isEmpty()) {
            query.setInstanceIdStartsWith(StringValue.of(prefix));
        }
        return worker.calls()
                .queryEntities(QueryEntitiesRequest.newBuilder().setQuery(query).build());
    }

    private GetEntityResponse get(String id, boolean withState) {
        return worker.calls()
                .getEntity(GetEntityRequest.newBuilder()
                        .setInstanceId(id)
                        .setIncludeState(withState)
                        .build());
    }

    private void signal(String id, String input) {
        var unused = worker.calls()
                .signalEntity(SignalEntityRequest.newBuilder()
                        .setInstanceId(id)
                        .setName("add")
                        .setInput(StringValue.of(input))
                        .build());
    }

    private void signalLater(String id) {
        var unused = worker.calls()
                .signalEntity(SignalEntityRequest.newBuilder()
                        .setInstanceId(id)
                        .setName("add")
                        .setScheduledTime(Timestamp.newBuilder().setSeconds(32_503_680_000L))
                        .build());
    }

    /** Answers every operation of the batch; an empty state is none. */
    private void complete(WorkItem item, String state) {
        EntityBatchResult.Builder result = EntityBatchResult.newBuilder().setCompletionToken(item.getCompletionToken());
        item.getEntityRequestV2()
                .getOperationRequestsList()
                .forEach(operation -> result.addResults(OperationResult.getDefaultInstance()));
        if (!state.isEmpty()) {
            result.setEntityState(StringValue.of(state));
        }
        var unused = worker.calls().completeEntityTask(result.build());
    }
}
