package dev.perdure.examples.demo.ledger;

import java.util.Objects;

/**
 * A start that the host acknowledged. Immutable.
 *
 * @param order the order's id
 * @param instanceId the instance that was started for it
 */
public record Start(String order, String instanceId) {

    public Start {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(instanceId, "instanceId");
    }
}
