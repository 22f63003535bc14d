package dev.perdure.host.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Perdure's own worker over gRPC, with a long history. {@code -Dperdure.history.mib=68} for one that no single message
 * could carry.
 */
class LongHistoryTest {

    private static final int RESULT = 4 << 20;
    private static final int RESULTS = Integer.getInteger("perdure.history.mib", 8) / 4;

    @TempDir
    Path folder;

    @Test
    @Timeout(90)
    void aWorkerThatComesLaterReadsALongHistoryAsAStream() {
        try (OpenGrpcDoor door = new OpenGrpcDoor(folder)) {
            door.started("long", "Grows", String.valueOf(RESULTS));
            try (GrpcWorkHost host = GrpcWorkHost.of("127.0.0.1:" + door.door.port());
                    Worker worker = worker(host)) {
                awaitResults(door);
                assertThat(worker.isConnected()).isTrue();
            }
            var unused = door.engine.raiseEvent("long", "go", "1", null).join();
            try (GrpcWorkHost host = GrpcWorkHost.of("127.0.0.1:" + door.door.port());
                    Worker worker = worker(host)) {
                assertThat(door.ended("long").getOutput().getValue()).isEqualTo(String.valueOf(RESULTS * RESULT));
                assertThat(worker.isConnected()).isTrue();
            }
            assertThat(door.engine.instance("long", false).orElseThrow().status())
                    .isEqualTo(RuntimeStatus.COMPLETED);
            long bytes = door.engine.history("long").stream()
                    .mapToLong(HistoryEvent::getSerializedSize)
                    .sum();
            assertThat(bytes).isGreaterThan((long) RESULTS * RESULT);
        }
    }

    /** Until the instance has got all of them and waits for its event. */
    private static void awaitResults(OpenGrpcDoor door) {
        while (!door.state("long").getCustomStatus().getValue().equals("\"grown\"")) {
            Thread.onSpinWait();
        }
    }

    private static Worker worker(GrpcWorkHost host) {
        return Worker.builder()
                .activity("large", Integer.class, (context, number) -> "m".repeat(RESULT))
                .orchestrator("Grows", Integer.class, (context, results) -> {
                    int length = 0;
                    for (int i = 0; i < results; i++) {
                        length += context.callActivity("large", i, String.class)
                                .await()
                                .length();
                    }
                    context.setCustomStatus("grown");
                    context.waitForExternalEvent("go", Integer.class).await();
                    return length;
                })
                .connectTo(host)
                .start();
    }
}
