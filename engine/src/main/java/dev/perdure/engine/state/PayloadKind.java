package dev.perdure.engine.state;

/** The payloads an instance has beside its record. Numbers are part of the store's format. */
public enum PayloadKind {
    /** The serialized input. */
    INPUT(1),
    /** The serialized output; of a terminated instance, the reason. */
    OUTPUT(2),
    /** The serialized custom status. */
    CUSTOM_STATUS(3),
    /** Why it failed: an encoded {@code TaskFailureDetails}. */
    FAILURE(4);

    private final int number;

    PayloadKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
