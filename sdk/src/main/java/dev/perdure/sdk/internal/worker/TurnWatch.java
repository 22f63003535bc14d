package dev.perdure.sdk.internal.worker;

import dev.perdure.sdk.internal.executor.LiveOrchestrator;
import dev.perdure.sdk.internal.executor.LiveOrchestrator.Activity;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks at turns that take long, and tells once of each line at which an orchestrator waits without its context, or never
 * comes to wait: code that works on one machine and stops the others. Short waits escape it.
 *
 * <p>Thread-safe.
 */
final class TurnWatch {

    /** How long a turn may take unwatched. Turns of good code take microseconds. */
    static final long LONG_NANOS = 1_000_000_000L;

    /** How many lines are remembered as told; beyond, nothing more is told. */
    private static final int TOLD_MAX = 1_000;

    private final LongSupplier nanoClock;
    private final WorkerCounters counters;
    private final Consumer<String> report;
    /** By instance. Bounded by the turns in flight. */
    private final Map<String, Watched> turns = new ConcurrentHashMap<>();

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    TurnWatch(LongSupplier nanoClock, WorkerCounters counters, Consumer<String> report) {
        this.nanoClock = nanoClock;
        this.counters = counters;
        this.report = report;
    }

    /** One turn under way; ends by identity. */
    static final class Watched {

        private final String instanceId;
        private final LiveOrchestrator orchestrator;
        private final long begun;

        private Watched(String instanceId, LiveOrchestrator orchestrator, long begun) {
            this.instanceId = instanceId;
            this.orchestrator = orchestrator;
            this.begun = begun;
        }
    }

    /** Begins to watch a turn; what it returns is to be handed to {@link #ended}. */
    Watched began(String instanceId, LiveOrchestrator orchestrator) {
        Watched watched = new Watched(instanceId, orchestrator, nanoClock.getAsLong());
        turns.put(instanceId, watched);
        return watched;
    }

    void ended(Watched watched) {
        turns.remove(watched.instanceId, watched);
    }

    /** Whether a turn of this instance takes long already: another one would fare no better, and take one more thread. */
    boolean isStuck(String instanceId) {
        Watched watched = turns.get(instanceId);
        return watched != null && nanoClock.getAsLong() - watched.begun >= LONG_NANOS;
    }

    /** Looks at all turns that take long. To be called about once a second. */
    void look() {
        long now = nanoClock.getAsLong();
        for (Watched watched : turns.values()) {
            if (now - watched.begun >= LONG_NANOS) {
                watched.orchestrator.activity().ifPresent(activity -> tell(watched, activity));
            }
        }
    }

    private void tell(Watched watched, Activity activity) {
        if (told.size() >= TOLD_MAX || !told.add(activity.line())) {
            return;
        }
        counters.longTurns().increment();
        report.accept(sentence(watched.instanceId, activity));
    }

    private static String sentence(String instanceId, Activity activity) {
        String what = switch (activity.kind()) {
            case LOCKED -> "waits for a lock that another thread holds, at ";
            case WAITING -> "waits in " + activity.within() + ", called at ";
            case RUNNING -> "has been computing, or doing I/O, for over a second, at ";
        };
        String advice = switch (activity.kind()) {
            case LOCKED ->
                " Locks do not belong into an orchestrator: one held across a wait may never be released, as the thread may"
                        + " be let go. Use an entity.";
            case WAITING ->
                " Such a wait is repeated by each replay, and lost in a crash. Use ctx.sleep for time, and activities for"
                        + " what reaches outside.";
            case RUNNING -> " Loops must come to a wait on the context; long work belongs into an activity.";
        };
        return "The orchestrator of instance '" + instanceId + "' " + what + activity.line() + "." + advice
                + " (Told once for this line.)";
    }
}
