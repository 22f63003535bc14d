package dev.perdure.sdk.internal.executor;

/** How the parked thread of an orchestrator is let go, unnoticed by user code. */
public enum Unloading {
    /**
     * The thread is left parked and all references to it are dropped, so that the collector takes it. Works only where
     * the Java runtime does not track virtual threads: {@code -Djdk.trackAllThreads=false}.
     */
    DROP,
    /**
     * The thread is woken to end by an error that user code cannot get past: from there on every context call throws it
     * again, without effect.
     */
    UNWIND;

    /** The way that works in this process. */
    public static Unloading ofThisProcess() {
        return "false".equals(System.getProperty("jdk.trackAllThreads")) ? DROP : UNWIND;
    }
}
