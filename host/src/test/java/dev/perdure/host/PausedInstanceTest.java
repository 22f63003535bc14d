package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StartOptions;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong code, then right code, under an instance that is under way. */
class PausedInstanceTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicInteger charges = new AtomicInteger();

    private static final Orchestrator<String, String> RIGHT = (ctx, in) -> {
        String receipt = ctx.callActivity("charge", in, String.class).await();
        ctx.setCustomStatus("charged");
        return receipt + " " + ctx.waitForEvent("go", String.class).await();
    };

    private static final Orchestrator<String, String> WRONG = (ctx, in) -> {
        ctx.createTimer(Duration.ofSeconds(1)).await();
        return RIGHT.run(ctx, in);
    };

    private WorkerSetup serving(Orchestrator<String, String> code) {
        return worker -> worker.orchestrator("Order", String.class, code)
                .activity("charge", String.class, (ctx, in) -> in + charges.incrementAndGet());
    }

    @Test
    void anEmbeddedHubPausesItAndGoesOnWithTheRightCode() {
        try (TaskHub hub = TaskHub.open(folder).setup(serving(RIGHT)).start()) {
            hub.client().start("Order", "o", StartOptions.defaults().instanceId("a"));
            awaitCharged(hub.client());
        }
        try (TaskHub hub = TaskHub.open(folder).setup(serving(WRONG)).start()) {
            hub.client().raiseEvent("a", "go", "now");
            awaitStatus(hub.client(), RuntimeStatus.SUSPENDED);
        }
        try (TaskHub hub = TaskHub.open(folder).setup(serving(RIGHT)).start()) {
            assertThat(hub.client().status("a").orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.SUSPENDED);
            hub.client().resume("a", "mended");
            assertThat(hub.client().instance("a", String.class).join(LONG)).isEqualTo("o1 now");
        }
        assertThat(charges).hasValue(1);
    }

    @Test
    void aHostPausesItForAWorkerBeyondTheWireSaysWhyAndResumesIt() throws Exception {
        HostSettings settings = HostSettings.of(
                Map.of(Setting.DATA, folder.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings);
                GrpcWorkHost grpc = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:" + host.httpPort()))) {
            String port = Integer.toString(host.httpPort());
            try (Worker right = worker(grpc, RIGHT)) {
                client.start("Order", "o", StartOptions.defaults().instanceId("a"));
                awaitCharged(client);
                assertThat(right.isConnected()).isTrue();
            }
            try (Worker wrong = worker(grpc, WRONG)) {
                assertThat(CommandRun.of("raise", "a", "go", "--json", "now", "--http-port", port)
                                .err())
                        .contains("not JSON");
                CommandRun raised = CommandRun.of("raise", "a", "go", "--json", "\"now\"", "--http-port", port);
                assertThat(raised.out()).contains("Event 'go' is raised for instance a.");
                awaitStatus(client, RuntimeStatus.SUSPENDED);
                assertThat(wrong.isConnected()).isTrue();

                CommandRun why = CommandRun.of("why", "a", "--http-port", port);
                assertThat(why.out())
                        .contains("Instance a is Suspended", "does not do what its history says")
                        .containsPattern("activity 'charge' +\\| timer")
                        .contains("PausedInstanceTest.java:39");
                // Still the wrong code: it is paused again, and nothing is lost.
                assertThat(CommandRun.of("resume", "a", "--http-port", port).code())
                        .isZero();
                awaitStatus(client, RuntimeStatus.SUSPENDED);
            }
            try (Worker right = worker(grpc, RIGHT)) {
                CommandRun resumed = CommandRun.of("resume", "a", "--reason", "mended", "--http-port", port);
                assertThat(resumed.out()).contains("Instance a is resumed.");
                assertThat(client.instance("a", String.class).join(LONG)).isEqualTo("o1 now");
                assertThat(right.isConnected()).isTrue();
            }
            assertThat(charges).hasValue(1);
            assertThat(CommandRun.of("resume", "a", "--http-port", port).err()).contains("'a' has ended");
            assertThat(CommandRun.of("suspend", "b", "--http-port", port).err()).contains("no instance 'b'");
            assertThat(CommandRun.of("history", "a", "--http-port", port).out())
                    .contains("\"executionCompleted\"", "\"executionSuspended\"");
        }
    }

    private Worker worker(GrpcWorkHost grpc, Orchestrator<String, String> code) {
        return Worker.builder().setup(serving(code)).connectTo(grpc).start();
    }

    private static void awaitCharged(DurableClient client) {
        long end = System.nanoTime() + LONG.toNanos();
        while (client.status("a")
                .flatMap(status -> status.customStatusAs(String.class))
                .filter("charged"::equals)
                .isEmpty()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void awaitStatus(DurableClient client, RuntimeStatus expected) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!client.status("a")
                .map(InstanceStatus::runtimeStatus)
                .orElseThrow()
                .equals(expected)) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
