package dev.perdure.engine;

/** Where a worker runs. */
public enum Reach {
    /** In this process: turns may run ahead of the commit of their cause. */
    IN_PROCESS,
    /** Beyond this process: everything waits for the commit of its cause, turns too unless the worker says otherwise. */
    REMOTE
}
