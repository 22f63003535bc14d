package dev.perdure.sdk.internal.executor;

/**
 * Ends the thread of an orchestrator that is no longer kept live. Passes through user code; catching it changes nothing,
 * as every context call throws it again.
 */
public final class OrchestratorUnloaded extends Error {

    private static final long serialVersionUID = 1L;

    OrchestratorUnloaded() {
        super("The orchestrator is no longer kept in memory; this thread ends without effect.", null, false, false);
    }

    /**
     * Whether something thrown is no failure of the orchestration: it ends the thread, or says something of this machine.
     * Whoever catches it throws it on and does nothing.
     */
    public static boolean mustPass(Throwable thrown) {
        return thrown instanceof OrchestratorUnloaded
                || (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError));
    }
}
