package dev.perdure.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host that stops answering without closing anything (SIGSTOP), and comes back. {@code -Dperdure.frozen.seconds=40} for
 * longer than the worker's keep-alive: then it also lets go of the connection, and makes another.
 */
class FrozenHostTest {

    private static final int FROZEN_SECONDS = Integer.getInteger("perdure.frozen.seconds", 1);

    /** Of the worker: 20 s of silence and 10 s for an answer. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void aWorkerGoesOnWithAHostThatWasFrozen() throws Exception {
        try (ServeProcess host = ServeProcess.serve(folder, folder.resolve("data"));
                GrpcWorkHost remote = GrpcWorkHost.of("127.0.0.1:" + host.grpcPort());
                Worker worker = Worker.builder()
                        .activity("shout", String.class, (context, text) -> text + "!")
                        .orchestrator(
                                "Shouts",
                                String.class,
                                (context, text) -> context.callActivity("shout", text, String.class)
                                        .await())
                        .connectTo(remote)
                        .start();
                DurableClient client = DurableClient.builder()
                        .origin(URI.create("http://127.0.0.1:" + host.httpPort()))
                        .build()) {
            assertThat(client.start("Shouts", "before").join(LONG)).isEqualTo("before!");

            host.signal("STOP");
            TimeUnit.SECONDS.sleep(FROZEN_SECONDS);
            boolean connected = worker.isConnected();
            host.signal("CONT");

            assertThat(connected).isEqualTo(FROZEN_SECONDS <= KEEP_ALIVE_SECONDS);
            assertThat(client.start("Shouts", "after").join(LONG)).isEqualTo("after!");
        }
    }
}
