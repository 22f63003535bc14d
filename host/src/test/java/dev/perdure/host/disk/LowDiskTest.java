package dev.perdure.host.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.storage.Storage;
import dev.perdure.host.door.HostMetrics;
import dev.perdure.host.grpc.GrpcDoor;
import dev.perdure.host.grpc.GrpcDoorOptions;
import dev.perdure.host.http.ApiOptions;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.ManagementApi;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is nearly full, and then is not: what the doors take and hand out. */
class LowDiskTest {

    private static final String API = "/runtime/webhooks/durabletask";
    private static final long MIN = 100L * 1024 * 1024;

    @TempDir
    private Path folder;

    private final AtomicLong free = new AtomicLong(2 * MIN);
    private Storage storage;
    private TaskHubEngine engine;
    private DiskRoom room;
    private ManagementApi api;

    @BeforeEach
    void open() {
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
        room = DiskRoom.of(folder, MIN, free::get);
        api = new ManagementApi(engine, ApiOptions.defaults(), room);
    }

    @AfterEach
    void close() {
        room.close();
        engine.close();
        storage.close();
    }

    private ApiResponse ask(String method, String path) {
        return api.handle(new ApiRequest(method, API + path, "", Map.of(), new byte[0]));
    }

    private static String text(ApiResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private void freeBytes(long bytes) {
        free.set(bytes);
        room.sample();
    }

    @Test
    void refusesWhatMakesTheStoreGrowAndTakesItAgainByItself() {
        assertThat(ask("POST", "/orchestrators/Any/a").status()).isEqualTo(202);
        assertThat(ask("POST", "/orchestrators/Any/b").status()).isEqualTo(202);

        freeBytes(MIN - 1);

        for (String path : new String[] {
            "/orchestrators/Any/c", "/instances/a/raiseEvent/e", "/instances/a/suspend", "/entities/counter/k"
        }) {
            ApiResponse refused = ask("POST", path);
            assertThat(refused.status()).as(path).isEqualTo(503);
            assertThat(refused.headers()).containsKey("Retry-After");
            assertThat(text(refused)).contains("99 MiB are free", "--disk-free-min");
        }
        assertThat(ask("GET", "/instances/a").status()).isEqualTo(202);
        assertThat(ask("GET", "/instances").status()).isEqualTo(200);
        assertThat(ask("POST", "/instances/a/terminate").status()).isEqualTo(202);
        assertThat(ask("DELETE", "/instances/a").status()).isEqualTo(200);

        freeBytes(MIN);

        assertThat(ask("POST", "/orchestrators/Any/c").status()).isEqualTo(202);
    }

    @Test
    void metricsShowIt() {
        try (HostMetrics metrics = new HostMetrics(Map.of("perdure", engine))) {
            metrics.disk(room);
            freeBytes(7);
            assertThat(room.isLow()).isTrue();
            assertThat(room.freeBytes()).isEqualTo(7);
        }
    }

    @Test
    void handsOutNoWorkMeanwhileAndAllOfItAgainAfterwards() throws Exception {
        try (GrpcDoor door = GrpcDoor.open(engine, GrpcDoorOptions.defaults(), room);
                GrpcWorkHost host = GrpcWorkHost.of("127.0.0.1:" + door.port())) {
            Listener first = new Listener();
            WorkerConnection connection = host.connect(GetWorkItemsRequest.getDefaultInstance(), first);
            assertThat(ask("POST", "/orchestrators/Any/a").status()).isEqualTo(202);
            assertThat(first.next().hasOrchestratorRequest()).isTrue();

            freeBytes(0);

            assertThat(String.valueOf(first.closed.get(60, TimeUnit.SECONDS))).contains("--disk-free-min");
            Listener second = new Listener();
            WorkerConnection refused = host.connect(GetWorkItemsRequest.getDefaultInstance(), second);
            assertThat(String.valueOf(second.closed.get(60, TimeUnit.SECONDS))).contains("--disk-free-min");
            assertThat(second.items).isEmpty();

            freeBytes(MIN);

            Listener third = new Listener();
            WorkerConnection again = host.connect(GetWorkItemsRequest.getDefaultInstance(), third);
            assertThat(third.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
            again.close();
            connection.close();
            refused.close();
        }
    }

    @Test
    void aWorkerThatComesMeanwhileIsNotGivenTheActivitiesThatWait() throws Exception {
        AtomicLong deliveries = new AtomicLong();
        try (Worker worker = Worker.builder()
                        .orchestrator(
                                "Any",
                                String.class,
                                (ctx, in) -> ctx.callActivity("work", in, String.class)
                                        .await())
                        .connectTo(engine.inProcess())
                        .start();
                GrpcDoor door = GrpcDoor.open(engine, GrpcDoorOptions.defaults(), room);
                GrpcWorkHost host = GrpcWorkHost.of("127.0.0.1:" + door.port())) {
            assertThat(ask("POST", "/orchestrators/Any/a").status()).isEqualTo(202);
            engine.waitFor("a", WaitCondition.STARTED).get(60, TimeUnit.SECONDS);
            assertThat(worker.isConnected()).isTrue();
            freeBytes(0);
            for (int i = 0; i < 3; i++) {
                Listener refused = new Listener();
                WorkerConnection connection = host.connect(serving(), refused);
                refused.closed.get(60, TimeUnit.SECONDS);
                deliveries.addAndGet(refused.items.size());
                connection.close();
            }
            assertThat(deliveries).hasValue(0);

            freeBytes(MIN);

            Listener served = new Listener();
            WorkerConnection connection = host.connect(serving(), served);
            assertThat(served.next().getPerdureDelivery().getDeliveryNumber()).isEqualTo(1);
            connection.close();
        }
    }

    private static GetWorkItemsRequest serving() {
        return GetWorkItemsRequest.newBuilder()
                .setPerdureWorker(PerdureWorker.newBuilder().setWorkerId("w").addActivities("work"))
                .build();
    }

    private static final class Listener implements WorkItemListener {

        final BlockingQueue<WorkItem> items = new LinkedBlockingQueue<>();
        final CompletableFuture<@Nullable Throwable> closed = new CompletableFuture<>();

        @Override
        public void onWorkItem(WorkItem item) {
            if (!item.hasHealthPing()) {
                items.add(item);
            }
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            closed.complete(cause);
        }

        WorkItem next() throws InterruptedException {
            WorkItem item = items.poll(60, TimeUnit.SECONDS);
            if (item == null) {
                throw new AssertionError("No work item came.");
            }
            return item;
        }
    }
}
