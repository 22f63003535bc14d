package dev.perdure.crashtest.journal;

/** What a client asks of the host. */
public enum OperationKind {
    /** Start an instance; refused if the id is taken. The detail is the program. */
    START,
    /** Raise an event. The detail is {@code sender#number}. */
    EVENT,
    /** End an instance. */
    TERMINATE,
    /** Hold an instance. */
    SUSPEND,
    /** Let a held instance go on. */
    RESUME,
    /** Undo a failure. */
    REWIND,
    /** Start again under a new id, which is the answer. */
    RESTART,
    /** Start again under the same id. */
    RESTART_IN_PLACE,
    /** Delete an instance. The answer is how many were deleted. */
    PURGE,
    /** Signal an entity: add one. */
    SIGNAL,
    /** Read the status. The answer is its name, or {@link Operation#ABSENT}. */
    STATUS
}
