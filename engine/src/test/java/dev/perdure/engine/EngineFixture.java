package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** An engine on a store in memory, with a clock that the test moves. */
abstract class EngineFixture {

    final MemoryStorage storage = new MemoryStorage();
    final ManualClock clock = new ManualClock();
    final Random random = new Random(7);
    TaskHubEngine engine = open();

    TaskHubEngine open() {
        return TaskHubEngine.open(storage, EngineOptions.defaults(), clock, random);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    ScriptedWorker worker(Reach reach) {
        return worker().connect(engine, reach);
    }

    /** Not connected yet, so that what it holds can be set first. */
    ScriptedWorker worker() {
        return new ScriptedWorker()
                .script("sequence", Scripts.sequence(3))
                .script("fanOut", Scripts.fanOut(50))
                .script("event", Scripts.waitForEvent())
                .script("timer", Scripts.timer(Duration.ofDays(30)))
                .script("send", Scripts.send("receiver", "hello", "\"from afar\""));
    }

    static StartRequest request(String id, String name, @Nullable RequestKey key) {
        return new StartRequest(id, name, null, "\"input of " + id + "\"", null, Map.of(), null, key);
    }

    Outcome start(String id, String name) {
        return await(engine.start(request(id, name, null)));
    }

    InstanceView ended(String id) {
        return await(engine.waitFor(id, WaitCondition.COMPLETED));
    }

    static <T> T await(CompletableFuture<T> future) {
        return await(future, 30);
    }

    static <T> T await(CompletableFuture<T> future, long seconds) {
        return future.orTimeout(seconds, TimeUnit.SECONDS).join();
    }

    /** For what becomes true some time after the answer that the test has got. */
    static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Waits until no message between partitions is under way. */
    void awaitDelivered() {
        awaitTrue(() -> !StoredFamilies.of(storage).contains("OUTBOX"));
    }
}
