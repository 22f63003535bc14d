package dev.perdure.sdk.internal.executor;

import org.jspecify.annotations.Nullable;

/**
 * Takes the answer to a turn that begins at the start of the history. Where the code has left its history, the turn is run
 * once more with every call's source line noted, which is too dear to do always, and that answer counts.
 */
public final class TracedTurn implements TurnSink {

    private final OrchestratorLibrary library;
    private final Turn turn;

    private TracedTurn(OrchestratorLibrary library, Turn turn) {
        this.library = library;
        this.turn = turn;
    }

    /** The turn, with a sink that does so before it tells the turn's own. */
    public static Turn of(OrchestratorLibrary library, Turn turn) {
        return new Turn(
                turn.instanceId(),
                turn.executionId(),
                turn.pastEvents(),
                turn.newEvents(),
                new TracedTurn(library, turn));
    }

    @Override
    public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
        if (answer.divergence() == null) {
            turn.sink().answered(orchestrator, answer);
            return;
        }
        LiveOrchestrator.startTraced(
                library,
                new Turn(
                        turn.instanceId(),
                        turn.executionId(),
                        turn.pastEvents(),
                        turn.newEvents(),
                        new SecondRun(turn.sink(), orchestrator, answer)));
    }

    @Override
    public void abandoned(String reason) {
        turn.sink().abandoned(reason);
    }

    /** Code that is not even wrong in the same way twice is known by its first answer. */
    private record SecondRun(TurnSink sink, LiveOrchestrator first, TurnAnswer firstAnswer) implements TurnSink {

        @Override
        public void answered(LiveOrchestrator orchestrator, TurnAnswer answer) {
            if (!answer.ended()) {
                orchestrator.unload();
            }
            tell(answer.divergence() == null ? null : answer);
        }

        @Override
        public void abandoned(String reason) {
            tell(null);
        }

        private void tell(@Nullable TurnAnswer answer) {
            sink.answered(first, answer == null ? firstAnswer : answer);
        }
    }
}
