package dev.perdure.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StartOptions;
import dev.perdure.client.StatusOptions;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded hub as its users use it. */
class TaskHubTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicInteger greetings = new AtomicInteger();

    /** Activities. */
    interface Greeter {
        String greet(String name);
    }

    static final class Welcome implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String name) {
            return ctx.activities(Greeter.class).greet(name);
        }
    }

    static final class AskFirst implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String name) {
            String first = ctx.activities(Greeter.class).greet(name);
            return first + " " + ctx.waitForEvent("answer", String.class).await();
        }
    }

    @Test
    void runsAnOrchestrationToItsEndWithoutASocket() {
        try (TaskHub hub = open()) {
            assertThat(hub.client().start(Welcome.class, "Ada").join(LONG)).isEqualTo("Hello Ada");
        }
    }

    @Test
    void goesOnAfterItWasClosedAndOpenedAgainWithoutRepeatingWhatWasDone() {
        try (TaskHub hub = open()) {
            hub.client().start(AskFirst.class, "Ada", StartOptions.defaults().instanceId("a"));
            awaitGreeting(hub);
        }
        try (TaskHub hub = open()) {
            hub.client().raiseEvent("a", "answer", "fine");
            InstanceStatus status = hub.client().waitForCompletion("a", LONG);

            assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
            assertThat(hub.client().instance("a", String.class).join(LONG)).isEqualTo("Hello Ada fine");
        }
        assertThat(greetings).hasValue(1);
    }

    @Test
    void offersTheWholeClient() {
        try (TaskHub hub = open()) {
            DurableClient client = hub.client();
            client.start(AskFirst.class, "Ada", StartOptions.defaults().instanceId("a"));

            assertThatThrownBy(() -> client.start(
                            AskFirst.class, "Ada", StartOptions.defaults().instanceId("a")))
                    .isInstanceOf(InstanceAlreadyExistsException.class);
            client.terminate("a", "enough");
            assertThat(client.status("a").map(InstanceStatus::runtimeStatus)).contains(RuntimeStatus.TERMINATED);
            assertThat(client.purge("a")).isEqualTo(1);
            assertThat(client.status("a")).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aFolderBelongsToOneHubAtATime() {
        try (TaskHub hub = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(UserErrorException.class)
                    .hasMessageContaining("already open");
            assertThat(hub.client().start(Welcome.class, "Ada").join(LONG)).isEqualTo("Hello Ada");
        }
    }

    private TaskHub open() {
        return TaskHub.open(folder)
                .orchestrator(Welcome.class)
                .orchestrator(AskFirst.class)
                .activities(Greeter.class, name -> {
                    greetings.incrementAndGet();
                    return "Hello " + name;
                })
                .start();
    }

    private static void awaitGreeting(TaskHub hub) {
        while (hub.client()
                .status("a", StatusOptions.defaults().withHistoryAndOutputs())
                .flatMap(InstanceStatus::historyJson)
                .map(history -> !history.contains("TaskCompleted"))
                .orElse(true)) {
            Thread.onSpinWait();
        }
    }
}
