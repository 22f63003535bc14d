package dev.perdure.sdk.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.executor.Turn;
import dev.perdure.sdk.internal.executor.TurnAnswer;
import dev.perdure.sdk.internal.executor.TurnSink;
import dev.perdure.sdk.internal.executor.Unloading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveCacheTest {

    private final WorkerCounters counters = new WorkerCounters();

    @Test
    void givesAnOrchestratorOutOnlyForExactlyItsHistory() {
        LiveCache cache = new LiveCache(10, counters);
        LiveOrchestrator orchestrator = parked();

        assertThat(cache.put("a", new LiveCache.Entry(orchestrator, "x", 5, 77, 1)))
                .isTrue();
        assertThat(cache.take("b", "x", 5, 77)).isNull();
        assertThat(cache.take("a", "x", 5, 77)).isSameAs(orchestrator);
        assertThat(cache.take("a", "x", 5, 77)).as("taken already").isNull();
        assertThat(counters.evictions().sum()).isZero();
    }

    @Test
    void letsGoOfAnOrchestratorBehindAnotherHistory() {
        LiveCache cache = new LiveCache(10, counters);

        cache.put("execution", new LiveCache.Entry(parked(), "x", 5, 77, 1));
        assertThat(cache.take("execution", "y", 5, 77)).isNull();
        cache.put("position", new LiveCache.Entry(parked(), "x", 5, 77, 1));
        assertThat(cache.take("position", "x", 4, 77)).isNull();
        cache.put("hash", new LiveCache.Entry(parked(), "x", 5, 77, 1));
        assertThat(cache.take("hash", "x", 5, 78)).isNull();

        assertThat(cache.size()).isZero();
        assertThat(counters.evictions().sum()).isEqualTo(3);
    }

    @Test
    void letsGoOfTheOneParkedLongestBeyondTheLimit() {
        LiveCache cache = new LiveCache(2, counters);

        put(cache, "a");
        put(cache, "b");
        assertThat(cache.take("a", "x", 1, 1)).isNotNull();
        put(cache, "a");
        put(cache, "c");

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.take("b", "x", 1, 1)).isNull();
        assertThat(cache.take("a", "x", 1, 1)).isNotNull();
        assertThat(cache.take("c", "x", 1, 1)).isNotNull();
        assertThat(counters.evictions().sum()).isEqualTo(1);
    }

    @Test
    void evictsOnlyWhatParkedAfterTheFailedAnswer() {
        LiveCache cache = new LiveCache(2, counters);
        cache.put("a", new LiveCache.Entry(parked(), "x", 1, 1, 42));

        cache.evict("a", 41);
        assertThat(cache.size()).isEqualTo(1);
        cache.evict("a", 42);
        assertThat(cache.size()).isZero();
    }

    @Test
    void keepsNothingOnceClosed() {
        LiveCache cache = new LiveCache(2, counters);
        put(cache, "a");

        cache.close();

        assertThat(cache.size()).isZero();
        assertThat(cache.put("b", new LiveCache.Entry(parked(), "x", 1, 1, 1))).isFalse();
        assertThat(counters.evictions().sum()).isEqualTo(1);
    }

    @Test
    void keepsNothingWithALimitOfZero() {
        assertThat(new LiveCache(0, counters).put("a", new LiveCache.Entry(parked(), "x", 1, 1, 1)))
                .isFalse();
    }

    private static void put(LiveCache cache, String id) {
        assertThat(cache.put(id, new LiveCache.Entry(parked(), "x", 1, 1, 1))).isTrue();
    }

    /** An orchestrator that has parked, waiting for a history to begin. */
    private static LiveOrchestrator parked() {
        TurnSink sink = new TurnSink() {
            @Override
            public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
                assertThat(answer.ended()).isFalse();
            }

            @Override
            public void abandoned(String reason) {
                throw new AssertionError(reason);
            }
        };
        return LiveOrchestrator.start(
                new OrchestratorLibrary(Map.of(), DataConverter.jackson(), Unloading.DROP),
                new Turn("a", "x", List.of(), List.of(), sink));
    }
}
