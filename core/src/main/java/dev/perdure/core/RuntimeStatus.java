package dev.perdure.core;

import dev.perdure.core.protocol.OrchestrationStatus;
import java.util.Optional;

/** The status of an orchestration instance, under the names both public protocols use. */
public enum RuntimeStatus {
    /** Accepted; its first turn is not committed yet. */
    PENDING("Pending", OrchestrationStatus.ORCHESTRATION_STATUS_PENDING, false),
    /** At least one turn is committed, and it has not ended. */
    RUNNING("Running", OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING, false),
    /** Held until resumed; events that arrive are kept. */
    SUSPENDED("Suspended", OrchestrationStatus.ORCHESTRATION_STATUS_SUSPENDED, false),
    /** Between two executions of one instance. */
    CONTINUED_AS_NEW("ContinuedAsNew", OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW, false),
    /** Ended with an output. */
    COMPLETED("Completed", OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED, true),
    /** Ended with failure details. */
    FAILED("Failed", OrchestrationStatus.ORCHESTRATION_STATUS_FAILED, true),
    /** Ended by a terminate. */
    TERMINATED("Terminated", OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED, true),
    /** Ended by a cancellation. */
    CANCELED("Canceled", OrchestrationStatus.ORCHESTRATION_STATUS_CANCELED, true);

    private final String wireName;
    private final OrchestrationStatus protocol;
    private final boolean terminal;

    RuntimeStatus(String wireName, OrchestrationStatus protocol, boolean terminal) {
        this.wireName = wireName;
        this.protocol = protocol;
        this.terminal = terminal;
    }

    /** The name in the HTTP contract, such as {@code ContinuedAsNew}; case matters there. */
    public String wireName() {
        return wireName;
    }

    /** The same status in the gRPC protocol. */
    public OrchestrationStatus protocol() {
        return protocol;
    }

    /** Whether the instance has ended. */
    public boolean isTerminal() {
        return terminal;
    }

    /** The status with this name in the HTTP contract (exact case), or empty. */
    public static Optional<RuntimeStatus> ofWireName(String name) {
        for (RuntimeStatus status : values()) {
            if (status.wireName.equals(name)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /**
     * The status that {@code protocol} stands for.
     *
     * @throws IllegalArgumentException if the number is not one the protocol defines
     */
    public static RuntimeStatus of(OrchestrationStatus protocol) {
        return switch (protocol) {
            case ORCHESTRATION_STATUS_PENDING -> PENDING;
            case ORCHESTRATION_STATUS_RUNNING -> RUNNING;
            case ORCHESTRATION_STATUS_SUSPENDED -> SUSPENDED;
            case ORCHESTRATION_STATUS_CONTINUED_AS_NEW -> CONTINUED_AS_NEW;
            case ORCHESTRATION_STATUS_COMPLETED -> COMPLETED;
            case ORCHESTRATION_STATUS_FAILED -> FAILED;
            case ORCHESTRATION_STATUS_TERMINATED -> TERMINATED;
            case ORCHESTRATION_STATUS_CANCELED -> CANCELED;
            case UNRECOGNIZED -> throw new IllegalArgumentException("not an orchestration status of the protocol");
        };
    }
}
