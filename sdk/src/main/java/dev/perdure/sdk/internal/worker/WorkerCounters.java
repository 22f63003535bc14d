package dev.perdure.sdk.internal.worker;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a worker has done since it started. Thread-safe.
 *
 * @param liveTurns turns continued on a parked orchestrator
 * @param replayedTurns turns run from the beginning of the history
 * @param historyRequests turns handed back to be delivered with history
 * @param evictions parked orchestrators let go
 * @param activities activities carried out, well or badly
 * @param activitiesRunning activities that run now
 * @param limitWaits activities that had to wait for the limit of their name
 * @param entityBatches batches of entities' operations carried out
 * @param joinedActivities activities delivered again over a later connection while they ran
 * @param resultRetries activity results sent again
 * @param heartbeats signs of life of activities sent
 * @param longTurns lines at which an orchestrator was seen to wait without its context, or not to come to wait
 */
public record WorkerCounters(
        LongAdder liveTurns,
        LongAdder replayedTurns,
        LongAdder historyRequests,
        LongAdder evictions,
        LongAdder activities,
        LongAdder activitiesRunning,
        LongAdder limitWaits,
        LongAdder entityBatches,
        LongAdder joinedActivities,
        LongAdder resultRetries,
        LongAdder heartbeats,
        LongAdder longTurns) {

    WorkerCounters() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }
}
