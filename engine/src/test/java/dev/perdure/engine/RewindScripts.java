package dev.perdure.engine;

import static dev.perdure.engine.Scripts.activity;
import static dev.perdure.engine.Scripts.complete;
import static dev.perdure.engine.Scripts.count;

import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.CreateTimerAction;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Orchestrators that fail when a task of theirs does, and a worker's check that a history is one they have written. */
final class RewindScripts {

    private RewindScripts() {}

    /** One activity after the other; fails with the first that fails. */
    static Scripts.Script sequence(int steps) {
        return (past, fresh) ->
                failing(fresh) ? failed() : Scripts.sequence(steps).turn(past, fresh);
    }

    /** Many activities at once; fails with the first that fails. */
    static Scripts.Script fanOut(int width) {
        return (past, fresh) ->
                failing(fresh) ? failed() : Scripts.fanOut(width).turn(past, fresh);
    }

    /** Many sub-orchestrations at once; fails with the first that fails. */
    static Scripts.Script children(int width, String name) {
        return (past, fresh) ->
                failing(fresh) ? failed() : Scripts.children(width, name).turn(past, fresh);
    }

    /** One sub-orchestration; ends as it does. */
    static Scripts.Script child(String id, String name) {
        return (past, fresh) ->
                failing(fresh) ? failed() : Scripts.child(id, name).turn(past, fresh);
    }

    /** One activity, tried so often with a timer in between. */
    static Scripts.Script retrying(int attempts) {
        return (past, fresh) -> {
            if (past.isEmpty() || fresh.stream().anyMatch(HistoryEvent::hasTimerFired)) {
                long timers = count(past, HistoryEvent::hasTimerCreated);
                return List.of(activity((int) (2 * timers), "work"));
            }
            if (fresh.stream().anyMatch(HistoryEvent::hasTaskCompleted)) {
                return List.of(complete("\"done\""));
            }
            long failures = count(past, HistoryEvent::hasTaskFailed) + 1;
            return failures == attempts ? failed() : List.of(timer((int) (2 * failures - 1), fresh));
        };
    }

    /** One activity, and a timer as its guard. */
    static Scripts.Script guarded() {
        return (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(activity(0, "work"), timer(1, fresh));
            }
            return fresh.stream().anyMatch(HistoryEvent::hasTimerFired)
                    ? List.of(complete("\"timed out\""))
                    : failing(fresh) ? failed() : List.of();
        };
    }

    private static OrchestratorAction timer(int id, List<HistoryEvent> fresh) {
        Timestamp now = fresh.getFirst().getTimestamp();
        return OrchestratorAction.newBuilder()
                .setId(id)
                .setCreateTimer(CreateTimerAction.newBuilder()
                        .setFireAt(Timestamp.newBuilder()
                                .setSeconds(now.getSeconds() + 60)
                                .setNanos(now.getNanos())))
                .build();
    }

    private static boolean failing(List<HistoryEvent> fresh) {
        return fresh.stream().anyMatch(e -> e.hasTaskFailed() || e.hasSubOrchestrationInstanceFailed());
    }

    private static List<OrchestratorAction> failed() {
        return List.of(Scripts.fail(RewindTest.BROKEN));
    }

    /**
     * Replays every turn of the past as strict workers do, and reports where the code asks for something else than the
     * history says.
     */
    static Scripts.Script strict(Scripts.Script script, Consumer<String> divergences) {
        return (past, fresh) -> {
            if (fresh.size() < 2) {
                divergences.accept("a turn without events");
            }
            int from = 0;
            for (int to = 1; to <= past.size(); to++) {
                if (to == past.size() || past.get(to).hasOrchestratorStarted()) {
                    replay(script, past.subList(0, from), past.subList(from, to), divergences);
                    from = to;
                }
            }
            return script.turn(past, fresh);
        };
    }

    private static void replay(
            Scripts.Script script, List<HistoryEvent> past, List<HistoryEvent> turn, Consumer<String> divergences) {
        List<Integer> asked = new ArrayList<>();
        List<HistoryEvent> given = new ArrayList<>();
        for (HistoryEvent event : turn) {
            if (event.getEventId() < 0) {
                given.add(event);
            } else {
                asked.add(event.getEventId());
            }
        }
        List<Integer> asks =
                script.turn(past, given).stream().map(OrchestratorAction::getId).toList();
        if (!asks.equals(asked)) {
            divergences.accept("history has actions " + asked + ", the code asks for " + asks + " in " + turn);
        }
    }
}
