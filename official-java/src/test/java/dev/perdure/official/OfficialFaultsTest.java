package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official worker killed, with the wrong code, and with more than it takes. {@code -Dperdure.faults.long=true} lets a
 * history grow until it is too much, and a worker that takes it go on.
 */
class OfficialFaultsTest {

    private static final boolean LONG = Boolean.getBoolean("perdure.faults.long");
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private Host host;
    private DurableTaskClient client;
    private final List<WorkerProcess> workers = new ArrayList<>();

    @BeforeEach
    void open() {
        host = Host.start(HostSettings.of(Map.of(
                Setting.DATA, folder.resolve("data").toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0")));
        client = new DurableTaskGrpcClientBuilder().port(host.grpcPort()).build();
    }

    @AfterEach
    void close() {
        workers.forEach(WorkerProcess::close);
        host.close();
    }

    private WorkerProcess worker(String version, int messageBytesMax) throws Exception {
        WorkerProcess worker = WorkerProcess.start(host.grpcPort(), folder, version, messageBytesMax);
        workers.add(worker);
        return worker;
    }

    @Test
    void killedWorkersHandTheirActivityAndTheirTurnToTheNextWhichMayHaveOtherCode() throws Exception {
        WorkerProcess first = worker("first", 0);
        String changes = client.scheduleNewOrchestrationInstance("Changes");
        until(() -> json("/durabletask/instances/" + changes + "/history").contains("askCompleted"));
        String activity = client.scheduleNewOrchestrationInstance("RunsLong");
        until(() -> Files.exists(folder.resolve("activity")));
        WorkerProcess second = worker("second", 0);
        until(() -> json("/durabletask/workers").split("lastSeen", -1).length == 3);
        first.close();
        long killed = System.nanoTime();

        assertThat(ended(activity).readOutputAs(String.class)).isEqualTo("ended by second");
        client.raiseEvent(changes, "go", "!");
        // The SDK does not notice that its step is gone; a host cannot, as it does not see the code.
        assertThat(ended(changes).readOutputAs(String.class)).isEqualTo("!");

        String turn = client.scheduleNewOrchestrationInstance("ThinksLong");
        until(() -> Files.exists(folder.resolve("turn")));
        WorkerProcess unused = worker("third", 0);
        second.close();
        assertThat(ended(turn).readOutputAs(String.class)).isEqualTo("thought through by third");
        // Seconds, not the leases of 2 and 30 minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(100));
    }

    @Test
    void whatIsTooLargeForItsWorkerSuspendsItsInstanceAndNobodyElses() throws Exception {
        WorkerProcess usual = worker("usual", 0);
        String large = LONG
                ? client.scheduleNewOrchestrationInstance("Grows", 6)
                : client.scheduleNewOrchestrationInstance("Echo", "x".repeat(5 * MIB));
        List<String> others = new ArrayList<>();
        until(() -> {
            others.add(client.scheduleNewOrchestrationInstance("Echo", "others"));
            TimeUnit.MILLISECONDS.sleep(200);
            return client.getInstanceMetadata(large, false).getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED;
        });

        assertThat(json("/durabletask/instances/" + large + "/why")).contains("larger than its worker takes");
        for (String other : others) {
            assertThat(ended(other).getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
        }
        if (LONG) {
            usual.close();
            WorkerProcess unused = worker("raised", 64 * MIB);
            client.resumeInstance(large, null);
            assertThat(ended(large).readOutputAs(Integer.class)).isEqualTo(6 * MIB);
        }
    }

    private OrchestrationMetadata ended(String id) throws Exception {
        return client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true);
    }

    private String json(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.httpPort() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("90 s are over").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
