package dev.perdure.engine.storage;

/**
 * The families of keys in a store. Numbers are part of the store's format: never changed, never reused.
 *
 * <p>All integers in keys are big-endian, so that byte order is numeric order. {@code P} is the partition (2 bytes),
 * {@code ID} an instance id in UTF-8 followed by a zero byte.
 */
public enum Family {
    /** Facts about the store and each partition: {@code P name}. */
    META(1),
    /** Instance records: {@code P ID}. */
    INSTANCE(2),
    /** History chunks, one per turn: {@code P ID executionOrdinal(4) firstEvent(8)}. */
    HISTORY(3),
    /** Events that no turn has consumed yet: {@code P ID sequence(8)}. */
    INBOX(4),
    /** Scheduled activities without a result: {@code P ID taskId(4)}. */
    ACTIVITY(5),
    /** Timers in order of time: {@code P fireAtMicros(8) ID taskId(4)}. */
    TIMER(6),
    /** The same timers in order of instance: {@code P ID taskId(4)}. */
    INSTANCE_TIMER(7),
    /** Messages to other partitions: {@code P destination(2) sequence(8)}. */
    OUTBOX(8),
    /** Inputs, outputs, custom statuses, failures: {@code P ID kind(1)}. */
    PAYLOAD(9),
    /** Idempotency keys with their answers: {@code P ID key}. */
    KEY(10),
    /** The same keys in order of expiry: {@code P expiryMicros(8) ID key}. */
    KEY_EXPIRY(11),
    /** Instances in order of creation: {@code P createdMicros(8) ID}. */
    CREATED_INDEX(12),
    /** Orchestrator names that workers have announced: {@code P name}. */
    NAME(13),
    /** Ended instances in order of their end, with the number of their status: {@code P completedMicros(8) ID}. */
    COMPLETED_INDEX(14),
    /** Instances that have not ended, in order of creation: {@code P createdMicros(8) ID}. */
    OPEN_INDEX(15),
    /** Instances by orchestrator: {@code P name 0 createdMicros(8) ID}. */
    NAME_INDEX(16),
    /** Sub-orchestrations whose result the parent does not have yet, with their ids: {@code P ID taskId(4)}. */
    CHILD(20),
    /** Entity records: {@code P ID}. */
    ENTITY(25),
    /** The user's state of entities: {@code P ID}. */
    ENTITY_STATE(26),
    /** Messages that wait for an entity: {@code P ID sequence(8)}. */
    ENTITY_QUEUE(27),
    /** Those of orchestrations, in order of sender: {@code P ID sender 0 sequence(8)}. */
    ENTITY_SENDER(28),
    /** Signals for later, whose times are in {@link #TIMER}: {@code P ID number(4)}. */
    ENTITY_SCHEDULED(29),
    /** The last work given up of instances and entities: {@code P ID}. */
    GIVEN_UP(30);

    private final int number;

    Family(int number) {
        this.number = number;
    }

    /** The number under which the family is stored. */
    public int number() {
        return number;
    }
}
