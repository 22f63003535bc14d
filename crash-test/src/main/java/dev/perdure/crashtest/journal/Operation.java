package dev.perdure.crashtest.journal;

import java.util.Objects;

/**
 * One line about one operation of one client: that it begins, or how it ended. Immutable.
 *
 * @param client the name of the client process
 * @param number which operation of this client; both its lines have the same
 * @param instanceId the instance, or the text form of the entity
 * @param detail what more is asked; the {@link OperationKind} says what
 * @param answer what came back; empty if nothing
 * @param nanos when, by the machine's monotonic clock, which all processes of a machine share
 */
public record Operation(
        String client,
        long number,
        OperationKind kind,
        String instanceId,
        String detail,
        Phase phase,
        String answer,
        long nanos) {

    /** The answer of a status read that found no instance. */
    public static final String ABSENT = "Absent";

    /** Where the operation is. */
    public enum Phase {
        /** About to be sent. */
        CALLED,
        /** The host has acknowledged it. */
        DONE,
        /** The host has refused it because of the state of the instance; the answer says why. */
        REFUSED,
        /** It certainly had no effect. */
        NOT_DONE,
        /** It may have had an effect, now or later. */
        UNKNOWN
    }

    /** Why an operation was refused. */
    public enum Refusal {
        /** The id is taken. */
        EXISTS,
        /** There is no such instance. */
        ABSENT,
        /** The instance is in another state. */
        WRONG_STATE
    }

    public Operation {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(answer, "answer");
    }

    /** What its two lines share. */
    public String key() {
        return client + "/" + number;
    }
}
