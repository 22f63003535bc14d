package dev.perdure.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WorkerIdentity;
import dev.perdure.host.cli.CommandRun;
import dev.perdure.host.door.HttpDoorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersRouteTest {

    @TempDir
    Path folder;

    /** Takes items and keeps them. */
    private static final class Keeps implements WorkItemListener {

        private final CompletableFuture<WorkItem> first = new CompletableFuture<>();

        @Override
        public void onWorkItem(WorkItem item) {
            first.complete(item);
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {}
    }

    @Test
    void workersAreListedWithWhatTheyHaveInFlight() throws Exception {
        try (OpenDoor door = new OpenDoor(folder)) {
            assertThat(OpenDoor.json(door.get(OpenDoor.API + "/workers")).path("workers"))
                    .isEmpty();
            Keeps keeps = new Keeps();
            try (WorkerConnection foreign = door.engine.connect(
                    GetWorkItemsRequest.getDefaultInstance(),
                    Reach.REMOTE,
                    new WorkerIdentity("blue", "durabletask-js grpc-node-js/1.14.7"),
                    keeps)) {
                assertThat(door.postJson(OpenDoor.API + "/orchestrators/Echo/e", "1")
                                .statusCode())
                        .isEqualTo(202);
                assertThat(keeps.first.get(60, TimeUnit.SECONDS).hasOrchestratorRequest())
                        .isTrue();

                JsonNode worker = OpenDoor.json(door.get(OpenDoor.API + "/workers"))
                        .path("workers")
                        .path(0);
                CommandRun command = CommandRun.of("workers", "--http-port", String.valueOf(door.door.port()));

                assertThat(worker.path("name").asText()).isEqualTo("blue");
                assertThat(worker.path("kind").asText()).isEqualTo("other");
                assertThat(worker.path("software").asText()).contains("durabletask-js");
                assertThat(worker.path("turnsInFlight").asInt()).isEqualTo(1);
                assertThat(worker.path("lastSeen").asText()).isNotEmpty();
                assertThat(command.out()).contains("blue (other durabletask-js").contains("1 turns");
                assertThat(foreign).isNotNull();
            }
            assertThat(CommandRun.of("workers", "--http-port", String.valueOf(door.door.port()))
                            .out())
                    .contains("No worker is connected.");
        }
    }

    @Test
    void aLinkDoesNotOpenTheList() {
        ApiOptions options = new ApiOptions(
                "perdure",
                false,
                new LinkOptions("the key", Duration.ofHours(1), false, InstantSource.system()),
                Duration.ofMinutes(1));
        try (OpenDoor door = new OpenDoor(folder, options, HttpDoorOptions.defaults())) {
            assertThat(door.get(OpenDoor.API + "/workers").statusCode()).isEqualTo(401);
            assertThat(door.get(OpenDoor.API + "/workers", "x-functions-key", "the key")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
