package dev.perdure.sdk.internal.executor;

/**
 * Ends the thread of an orchestrator that is no longer kept live. Passes through user code; catching it changes nothing,
 * as every context call throws it again.
 */
final class OrchestratorUnloaded extends Error {

    private static final long serialVersionUID = 1L;

    OrchestratorUnloaded() {
        super("The orchestrator is no longer kept in memory; this thread ends without effect.", null, false, false);
    }
}
