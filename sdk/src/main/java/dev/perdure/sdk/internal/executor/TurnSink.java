package dev.perdure.sdk.internal.executor;

/** Where the answer to a turn goes. Exactly one method is called, once, on the orchestrator's thread. */
public interface TurnSink {

    /**
     * The turn has been run. If that did not end the orchestration, {@code orchestrator} parks when this call returns;
     * it may be given its next turn, or be unloaded, from within the call already.
     */
    void answered(LiveOrchestrator orchestrator, TurnAnswer answer);

    /** The turn cannot be run here, through no fault of the user's code; the orchestrator has ended. */
    void abandoned(String reason);
}
