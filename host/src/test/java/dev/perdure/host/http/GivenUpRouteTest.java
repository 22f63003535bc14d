package dev.perdure.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WaitCondition;
import dev.perdure.host.cli.CommandRun;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenUpRouteTest {

    @TempDir
    Path folder;

    /** Takes one item and keeps it. */
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
    void workThatNoWorkerEverAnsweredIsListedUntilItsInstanceIsRewound() throws Exception {
        try (OpenDoor door = new OpenDoor(folder)) {
            String port = String.valueOf(door.door.port());
            assertThat(CommandRun.of("given-up", "--http-port", port).out()).contains("No work is given up.");
            assertThat(door.postJson(OpenDoor.API + "/orchestrators/Echo/poison", "1")
                            .statusCode())
                    .isEqualTo(202);
            for (int i = 0; i < EngineOptions.defaults().deliveriesMax(); i++) {
                Keeps keeps = new Keeps();
                try (WorkerConnection lost =
                        door.engine.connect(GetWorkItemsRequest.getDefaultInstance(), Reach.REMOTE, keeps)) {
                    keeps.first.get(60, TimeUnit.SECONDS);
                    assertThat(lost).isNotNull();
                }
            }
            door.engine.waitFor("poison", WaitCondition.COMPLETED).get(60, TimeUnit.SECONDS);

            JsonNode list = OpenDoor.json(door.get(OpenDoor.API + "/givenup"));
            CommandRun command = CommandRun.of("given-up", "--http-port", port);

            assertThat(list).hasSize(1);
            JsonNode given = list.path(0);
            assertThat(given.path("instanceId").asText()).isEqualTo("poison");
            assertThat(given.path("runtimeStatus").asText()).isEqualTo("Failed");
            assertThat(given.path("kind").asText()).isEqualTo("Turn");
            assertThat(given.path("name").asText()).isEqualTo("Echo");
            assertThat(given.path("deliveries").asInt()).isEqualTo(20);
            assertThat(given.path("reason").asText()).contains("never answered");
            assertThat(command.out()).contains("Instance poison (Failed), ").contains("'Echo' was delivered 20 times");
            assertThat(CommandRun.of("given-up", "--top", "0", "--http-port", port)
                            .code())
                    .isEqualTo(2);
            assertThat(door.get(OpenDoor.API + "/givenup", "x-ms-continuation-token", "x")
                            .statusCode())
                    .isEqualTo(400);

            assertThat(door.get("/metrics").body()).contains("perdure_given_up_total{hub=\"perdure\"} 1.0");
            assertThat(CommandRun.of("rewind", "poison", "--http-port", port).out())
                    .contains("Instance poison is rewound.");
            assertThat(OpenDoor.json(door.get(OpenDoor.API + "/givenup"))).isEmpty();
        }
    }
}
