package dev.perdure.engine;

/** The answer to a management request, given only once everything it rests on is durable. Immutable. */
public sealed interface Outcome {

    /**
     * The request took effect, now or (same idempotency key) the first time it came.
     *
     * @param instanceId the instance concerned
     * @param executionId its execution, or empty where the request names none
     * @param count how many instances were affected; 0 for a purge that found nothing, and for a start that was answered
     *     with an instance that existed
     */
    record Done(String instanceId, String executionId, int count) implements Outcome {}

    /**
     * The request was refused and changed nothing.
     *
     * @param reason the rule that refused it
     * @param message what failed, for which instance, what to do
     */
    record Rejected(Reason reason, String message) implements Outcome {}

    /** Why a request was refused. */
    enum Reason {
        /** An instance with this id exists and has not ended. */
        ALREADY_EXISTS,
        /** No instance has this id. */
        NOT_FOUND,
        /** The instance has ended. */
        FINISHED,
        /** The instance is in a status in which this cannot be done, such as a resume of one that is not suspended. */
        WRONG_STATE,
        /** The idempotency key was used before with another request. */
        KEY_REUSED,
        /** A queue of the engine is full; trying again later is sensible. */
        OVERLOADED,
        /** The engine is closing or has stopped. */
        UNAVAILABLE
    }
}
