package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StartOptions;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long activity that its worker loses: the next one goes on where it was. */
class HeartbeatTest {

    /** How far the activity has come. */
    record Progress(String file, int lines) {}

    @TempDir
    Path folder;

    private final CompletableFuture<Void> let = new CompletableFuture<>();
    private final List<Long> tokens = new CopyOnWriteArrayList<>();

    private String imports(ActivityContext ctx, @Nullable String file) throws Exception {
        tokens.add(ctx.fencingToken());
        Progress before = ctx.lastHeartbeat(Progress.class).orElse(null);
        if (before != null) {
            return before.file() + " from line " + before.lines();
        }
        ctx.heartbeat(new Progress(String.valueOf(file), 700));
        let.get(60, TimeUnit.SECONDS);
        return "lost";
    }

    @Test
    void theNextDeliveryGoesOnFromTheLastHeartbeatWithAGreaterFencingToken() throws Exception {
        HostSettings settings = HostSettings.of(
                Map.of(Setting.DATA, folder.toString(), Setting.HTTP_PORT, "0", Setting.GRPC_PORT, "0"));
        try (Host host = Host.start(settings);
                DurableClient client = DurableClient.connect(URI.create("http://127.0.0.1:" + host.httpPort()))) {
            GrpcWorkHost doomed = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
            try (Worker first = worker(doomed)) {
                client.start("Import", "a.csv", StartOptions.defaults().instanceId("a"));
                awaitHeartbeat(host.httpPort());
                assertThat(first.isConnected()).isTrue();
                doomed.close();
            }
            try (GrpcWorkHost grpc = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                    Worker second = worker(grpc)) {
                assertThat(client.instance("a", String.class).join(Duration.ofSeconds(60)))
                        .isEqualTo("a.csv from line 700");
                assertThat(second.isConnected()).isTrue();
            }
        } finally {
            let.complete(null);
        }
        assertThat(tokens).hasSize(2);
        assertThat(tokens.get(1)).isGreaterThan(tokens.get(0));
    }

    private Worker worker(GrpcWorkHost grpc) {
        return Worker.builder()
                .orchestrator(
                        "Import",
                        String.class,
                        (ctx, in) ->
                                ctx.callActivity("imports", in, String.class).await())
                .activity("imports", String.class, this::imports)
                .drain(Duration.ZERO)
                .connectTo(grpc)
                .start();
    }

    /** The activity at its worker, with its lease and last heartbeat, is what {@code why} names. */
    private static void awaitHeartbeat(int port) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String why = "";
        while (!why.contains("its last heartbeat came at")) {
            assertThat(System.nanoTime()).as("time; last seen: %s", why).isLessThan(end);
            why = CommandRun.of("why", "a", "--http-port", Integer.toString(port))
                    .out();
        }
        assertThat(why).contains("activity 'imports' (task 0), at worker", "its lease ends at");
    }
}
