package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancelled instance: its running activity hears of it through its context, in this process and over the wire. */
class CancellationTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final CompletableFuture<Void> began = new CompletableFuture<>();
    private final CompletableFuture<Boolean> heard = new CompletableFuture<>();

    static final class Parent implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String in) {
            return ctx.callSubOrchestrator("Kid", in, String.class).await();
        }
    }

    private @Nullable String waitsToBeCancelled(ActivityContext context, @Nullable String in) throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        context.onCancel(() -> cancelled.complete(null));
        began.complete(null);
        cancelled.get(60, TimeUnit.SECONDS);
        heard.complete(context.isCancelled());
        return in;
    }

    private Worker.Builder worker() {
        return Worker.builder()
                .orchestrator(Parent.class)
                .orchestrator(
                        "Kid",
                        String.class,
                        (ctx, in) -> ctx.callActivity("work", in, String.class).await())
                .activity("work", String.class, this::waitsToBeCancelled);
    }

    @Test
    void anActivityInThisProcessHearsThatItsInstanceWasCancelled() throws Exception {
        try (TaskHub hub = TaskHub.open(folder)
                .orchestrator(Parent.class)
                .orchestrator(
                        "Kid",
                        String.class,
                        (ctx, in) -> ctx.callActivity("work", in, String.class).await())
                .activity("work", String.class, this::waitsToBeCancelled)
                .start()) {
            cancelAndSee(hub.client());
        }
    }

    @Test
    void anActivityBeyondTheWireHearsThatItsInstanceWasCancelled() throws Exception {
        HostSettings settings = HostSettings.of(
                Map.of(Setting.DATA, folder.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings);
                GrpcWorkHost grpc = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                Worker worker = worker().connectTo(grpc).start();
                DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:" + host.httpPort()))) {
            assertThat(worker.isConnected()).isTrue();
            cancelAndSee(client);
        }
    }

    private void cancelAndSee(DurableClient client) throws Exception {
        client.start("Parent", "x", StartOptions.defaults().instanceId("a"));
        began.get(60, TimeUnit.SECONDS);

        client.cancel("a", "not needed");

        assertThat(heard.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.waitForCompletion("a", LONG).runtimeStatus()).isEqualTo(RuntimeStatus.CANCELED);
    }
}
