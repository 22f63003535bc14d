package dev.perdure.engine.runtime;

/** Something a partition's writer is asked to do, in its own thread. */
interface PartitionTask {

    void run(Partition partition);

    /** The engine has stopped before it came to this task. */
    default void fail(Throwable cause) {}
}
