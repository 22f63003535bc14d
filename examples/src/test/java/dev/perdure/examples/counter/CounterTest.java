package dev.perdure.examples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.core.EntityId;
import dev.perdure.host.TaskHub;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CounterTest {

    /** Adds to a counter and answers with the count. */
    static final class Count implements Orchestrator<Integer, Integer> {

        @Override
        public Integer run(OrchestrationContext ctx, Integer amount) {
            return ctx.callEntity(new EntityId("counter", "visits"), "add", amount, Integer.class)
                    .await();
        }
    }

    @TempDir
    Path data;

    @Test
    void countsForClientsAndOrchestrators() {
        try (TaskHub hub = open()) {
            DurableClient client = hub.client();
            client.entities().signal(new EntityId("counter", "visits"), "add", 2);
            Integer count = client.start(Count.class, 3).join(Duration.ofMinutes(1));

            assertThat(count).isEqualTo(5);
        }
        try (TaskHub hub = open()) {
            assertThat(hub.client()
                            .entities()
                            .readState(new EntityId("counter", "visits"))
                            .orElseThrow()
                            .as(Integer.class))
                    .hasValue(5);
        }
    }

    private TaskHub open() {
        return TaskHub.open(data)
                .orchestrator(Count.class)
                .entity("counter", Counter::new)
                .start();
    }
}
