package dev.perdure.sdk.internal.executor;

import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestrationInstance;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SendEventAction;
import java.util.HashMap;
import java.util.Map;

/**
 * Which patches this execution has. The mark of one in the history is an event sent to an instance that cannot be: every
 * host writes it down and delivers it to nobody. Confined to the orchestrator's thread.
 */
final class Patches {

    /** No instance id may contain a slash. */
    static final String NOBODY = "perdure/patch";

    private final OrchestratorRun run;
    private final Map<String, Boolean> answers = new HashMap<>();

    Patches(OrchestratorRun run) {
        this.run = run;
    }

    boolean patched(String id) {
        return answer(id, !run.isReplaying());
    }

    void deprecated(String id) {
        var unused = answer(id, false);
    }

    /** Where the history has a mark at this very point, yes; where it has none, {@code unmarked}, and then yes makes one. */
    private boolean answer(String id, boolean unmarked) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("A patch needs an id that is not empty.");
        }
        Boolean known = answers.get(id);
        if (known != null) {
            return known;
        }
        boolean yes = unmarked || isMarkedHere(id);
        if (yes) {
            run.issued()
                    .issue(OrchestratorAction.newBuilder()
                            .setSendEvent(SendEventAction.newBuilder()
                                    .setInstance(
                                            OrchestrationInstance.newBuilder().setInstanceId(NOBODY))
                                    .setName(id)));
        }
        answers.put(id, yes);
        return yes;
    }

    private boolean isMarkedHere(String id) {
        int here = run.issued().nextId();
        for (HistoryEvent event : run.restOfCommittedTurn()) {
            if (event.hasEventSent() && event.getEventId() == here) {
                return event.getEventSent().getInstanceId().equals(NOBODY)
                        && event.getEventSent().getName().equals(id);
            }
        }
        return false;
    }
}
